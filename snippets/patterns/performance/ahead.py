import torch
from torch.utils.data import DataLoader, TensorDataset


class Watched:
    """A sampler that counts the indices it has handed out."""

    def __init__(self, size):
        self.size, self.given = size, 0

    def __iter__(self):
        for index in range(self.size):
            self.given += 1
            yield index

    def __len__(self):
        return self.size


if __name__ == "__main__":
    dataset = TensorDataset(torch.arange(640))
    for workers, ahead in ((0, None), (1, 2), (2, 2), (2, 4)):
        sampler = Watched(640)
        made = DataLoader(
            dataset, batch_size=16, sampler=sampler, num_workers=workers, prefetch_factor=ahead
        )
        batches = iter(made)
        next(batches)  # (1)!
        asked = sampler.given // 16
        print(f"workers {workers}, prefetch_factor {ahead}: 1 batch used, {asked} asked for")
        del batches
