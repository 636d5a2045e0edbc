"""What a data set opens or seeds once and every worker copies, and look-alikes that are right."""

import random
import zipfile

import h5py
import lmdb
import numpy as np
import torch
from torch.utils import data
from torch.utils.data import DataLoader, Dataset, IterableDataset


class Patches(Dataset):
    def __init__(self, path):
        self.file = h5py.File(path, "r")
        self.images = self.file["images"]  # expect: inherited-handle

    def __getitem__(self, index):
        return torch.from_numpy(self.images[index])


class Crops(data.Dataset):
    def __init__(self, path):
        source = h5py.File(path, "r")
        self.images = source["images"]  # expect: inherited-handle

    def __getitem__(self, index):
        return self.read(index)

    def read(self, index):
        return torch.from_numpy(self.images[index])


class Records(Dataset):
    def __init__(self, path, keys):
        super().__init__()
        self.keys = keys
        self.env = lmdb.open(path, readonly=True)  # expect: inherited-handle

    def __getitem__(self, index):
        with self.env.begin() as transaction:
            return transaction.get(self.keys[index])


class Mapped(Dataset):
    def __init__(self, path, keys):
        super().__init__()
        self.keys = keys
        self.mapped = lmdb.open(path, readonly=True, lock=False, readahead=False)

    def __getitem__(self, index):
        with self.mapped.begin() as transaction:
            return transaction.get(self.keys[index])


class Lines(IterableDataset):
    def __init__(self, path):
        self.lines = open(path, encoding="utf-8")  # expect: inherited-handle

    def __iter__(self):
        for line in self.lines:
            yield torch.tensor([float(one) for one in line.split()])


class Archive(Dataset):
    def __init__(self, path):
        self.archive = zipfile.ZipFile(path)  # expect: inherited-handle
        self.names = self.archive.namelist()

    def __getitem__(self, index):
        return torch.frombuffer(bytearray(self.archive.read(self.names[index])), dtype=torch.uint8)


class OpenedLater(Dataset):
    def __init__(self, path):
        self.path, self.file = path, None
        with h5py.File(path, "r") as file:
            self.length = len(file["images"])

    def __getitem__(self, index):
        if self.file is None:
            self.file = h5py.File(self.path, "r")
        return torch.from_numpy(self.file["images"][index])


class ReadWhole(Dataset):
    def __init__(self, path):
        file = h5py.File(path, "r")
        self.images = file["images"][:]
        self.labels = torch.from_numpy(file["labels"][()])

    def __getitem__(self, index):
        return self.images[index], self.labels[index]


class Closed(Dataset):
    def __init__(self, path):
        self.file = h5py.File(path, "r")
        self.images = np.array(self.file["images"])
        self.file.close()

    def __getitem__(self, index):
        return self.images[index], self.file.filename


class Counted(Dataset):
    def __init__(self, path):
        self.env = lmdb.open(path)
        self.length = self.env.stat()["entries"]

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        return index


class Reader:
    def __init__(self, path):
        self.file = h5py.File(path, "r")

    def __getitem__(self, index):
        return torch.from_numpy(self.file["images"][index])


class Windows(Dataset):
    def __init__(self, waves, seed=0):
        self.waves = waves
        self.rng = np.random.default_rng(seed)  # expect: copied-generator

    def __getitem__(self, index):
        start = self.rng.integers(len(self.waves[index]) - 100)
        return self.waves[index][start : start + 100]


class Noisy(Dataset):
    def __init__(self, x):
        self.x = x
        self.random_state = np.random.RandomState(7)  # expect: copied-generator

    def augment(self, x):
        return x + torch.from_numpy(self.random_state.normal(size=x.shape))

    def __getitem__(self, index):
        return self.augment(self.x[index])


class Mixed(Dataset):
    def __init__(self, x):
        self.x = x
        self.random = random.Random(1)  # expect: copied-generator

    def __getitem__(self, index):
        draw = self.random
        return self.x[index] + self.x[draw.randrange(len(self.x))]


class Shifted(IterableDataset):
    def __init__(self, x):
        self.x = x
        self.generator = torch.Generator().manual_seed(0)  # expect: copied-generator

    def __iter__(self):
        for one in self.x:
            yield one + torch.randn(one.shape, generator=self.generator)


class DrawnBefore(Dataset):
    def __init__(self, x, seed):
        self.x = x
        self.generator = np.random.default_rng(seed)
        self.order = self.generator.permutation(len(x))

    def __getitem__(self, index):
        return self.x[self.order[index]]


class SeededByItem(Dataset):
    def __init__(self, x, seed):
        self.x, self.seed = x, seed
        self.per_item = torch.Generator()

    def __getitem__(self, index):
        rng = np.random.default_rng([self.seed, index])
        self.per_item.manual_seed(index)
        return self.x[index] + rng.normal() + torch.randn(1, generator=self.per_item)


class NewEachEpoch(Dataset):
    def __init__(self, x):
        self.x = x
        self.epoch_rng = np.random.default_rng(0)

    def set_epoch(self, epoch):
        self.epoch_rng = np.random.default_rng(epoch)

    def __getitem__(self, index):
        return self.x[index] + self.epoch_rng.normal()


class Buffer:
    def __init__(self):
        self.rng = np.random.default_rng(0)

    def __getitem__(self, index):
        return torch.tensor(self.rng.random())


def load(path):
    return DataLoader(Patches(path), batch_size=8, num_workers=4)
