import random

import numpy as np
import torch
from torch.utils.data import DataLoader, Dataset


class Noise(Dataset):
    def __len__(self):
        return 2

    def __getitem__(self, index):
        return torch.tensor([random.random(), np.random.rand(), torch.rand(()).item()])  # (1)!


def run():
    generator = torch.Generator().manual_seed(1640)
    loader = DataLoader(Noise(), batch_size=1, num_workers=2, generator=generator)
    return torch.cat(list(loader))  # (2, 3)


if __name__ == "__main__":
    first, second = run(), run()
    print("two runs are equal:", torch.equal(first, second))
    print("two workers differ:", bool((first[0] != first[1]).all()))
