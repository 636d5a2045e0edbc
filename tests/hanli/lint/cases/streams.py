"""Iterable data sets with several workers: wrong."""

import torch
from torch.utils.data import DataLoader


class Stream(torch.utils.data.IterableDataset):
    def __init__(self, files):
        self.files = files

    def __iter__(self):
        files = self.files
        for path in files:
            for line in open(path):
                yield line


def iterable_dataset_repeats(files):
    loader = DataLoader(Stream(files), batch_size=32, num_workers=4)  # expect: repeated-stream


class Records(torch.utils.data.IterableDataset):
    def __init__(self, start, end):
        super().__init__()
        self.start, self.end = start, end

    def __iter__(self):
        return iter(range(self.start, self.end))


def iterable_dataset_repeats_second():
    numbers = DataLoader(Records(0, 1000), num_workers=2)  # expect: repeated-stream


class Lines(torch.utils.data.IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with open(self.path) as f:
            for line in f:
                yield torch.tensor([float(v) for v in line.split(",")])


def iterable_fifth():
    train_loader = DataLoader(Lines("big.csv"), batch_size=64, num_workers=8)  # expect: repeated-stream


class Stream2(torch.utils.data.IterableDataset):
    def __init__(self, shards):
        self.shards = shards

    def __iter__(self):
        for shard in self.shards:
            yield from torch.load(shard)


def loaders(shards):
    return DataLoader(Stream2(shards), 64, num_workers=4, pin_memory=True)  # expect: repeated-stream
