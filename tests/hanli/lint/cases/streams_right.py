"""Iterable data sets with several workers: right."""

import torch
from torch.utils.data import DataLoader


class Stream(torch.utils.data.IterableDataset):
    def __init__(self, files):
        self.files = files

    def __iter__(self):
        info = torch.utils.data.get_worker_info()
        files = self.files if info is None else self.files[info.id :: info.num_workers]
        for path in files:
            for line in open(path):
                yield line


def iterable_dataset_repeats(files):
    loader = DataLoader(Stream(files), batch_size=32, num_workers=4)


class Records(torch.utils.data.IterableDataset):
    def __init__(self, start, end):
        super().__init__()
        self.start, self.end = start, end

    def __iter__(self):
        worker = torch.utils.data.get_worker_info()
        step = worker.num_workers if worker else 1
        return iter(range(self.start + (worker.id if worker else 0), self.end, step))


def iterable_dataset_repeats_second():
    numbers = DataLoader(Records(0, 1000), num_workers=2)


class Lines(torch.utils.data.IterableDataset):
    def __init__(self, path):
        self.path = path

    def __iter__(self):
        with open(self.path) as f:
            info = torch.utils.data.get_worker_info()
            for i, line in enumerate(f):
                if info and i % info.num_workers != info.id:
                    continue
                yield torch.tensor([float(v) for v in line.split(",")])


def iterable_fifth():
    train_loader = DataLoader(Lines("big.csv"), batch_size=64, num_workers=8)


class Stream2(torch.utils.data.IterableDataset):
    def __init__(self, shards):
        self.shards = shards

    def __iter__(self):
        w = torch.utils.data.get_worker_info()
        for shard in self.shards[w.id :: w.num_workers]:
            yield from torch.load(shard)


def loaders(shards):
    return DataLoader(Stream2(shards), 64, num_workers=4, pin_memory=True)
