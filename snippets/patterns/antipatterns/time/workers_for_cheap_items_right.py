import os

import torch
from torch.utils.data import DataLoader, Dataset

from hanli.data import digits


class Digits(Dataset):
    def __init__(self):
        self.images, self.labels = digits()

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.images[index], self.labels[index], os.getpid()


if __name__ == "__main__":
    loader = DataLoader(Digits(), batch_size=256)
    epochs = [torch.cat([batch[2] for batch in loader]) for _ in range(3)]
    workers = set(torch.cat(epochs).tolist()) - {os.getpid()}
    print("samples in each epoch:", [len(epoch) for epoch in epochs])
    print("worker processes in three epochs:", len(workers))
