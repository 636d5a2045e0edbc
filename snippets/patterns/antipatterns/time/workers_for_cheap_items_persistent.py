import os

import torch
from torch.utils.data import DataLoader, Dataset


class Processes(Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        return os.getpid()


if __name__ == "__main__":
    for persistent in (False, True):
        loader = DataLoader(Processes(), batch_size=2, num_workers=2, persistent_workers=persistent)
        epochs = [torch.cat(list(loader)) for _ in range(3)]
        count = len(torch.cat(epochs).unique())
        print(f"persistent_workers={persistent}: {count} processes in three epochs")
