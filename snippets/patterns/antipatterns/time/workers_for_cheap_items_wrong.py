import os

import torch
from torch.utils.data import DataLoader, Dataset

from hanli.data import digits


class Digits(Dataset):
    def __init__(self):
        self.images, self.labels = digits()

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):  # (1)!
        return self.images[index], self.labels[index], os.getpid()


if __name__ == "__main__":  # (2)!
    loader = DataLoader(Digits(), batch_size=256, num_workers=2)
    epochs = []
    for _ in range(3):
        makers = [batch[2] for batch in loader]
        epochs.append(torch.cat(makers).unique())

    print("processes at work in each epoch:", [len(makers) for makers in epochs])
    print("the same ones in the next epoch:", torch.equal(epochs[0], epochs[1]))
    print("this process made an item:", os.getpid() in torch.cat(epochs))
