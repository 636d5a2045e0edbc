import os

import torch
from torch.utils.data import DataLoader, Dataset


class Squares(Dataset):
    def __len__(self):
        return 1000

    def __getitem__(self, index):
        return index**2, os.getpid()


if __name__ == "__main__":
    loader = DataLoader(Squares(), batch_size=100, num_workers=2)  # (1)!
    epochs = [torch.cat([batch[1] for batch in loader]) for _ in range(3)]
    workers = set(torch.cat(epochs).tolist()) - {os.getpid()}
    print("samples in each epoch:", [len(epoch) for epoch in epochs])
    print("worker processes in three epochs:", len(workers))
