"""Parts of one data set that is augmented at random, one of them held out; with look-alikes that are right."""

import copy

import numpy as np
import torch
import torchvision.transforms as transforms
from sklearn.model_selection import KFold
from torch.utils.data import DataLoader, Dataset, Subset, SubsetRandomSampler, random_split
from torchvision import datasets
from torchvision.transforms import v2

augment = transforms.Compose(
    [transforms.RandomCrop(32, padding=4), transforms.RandomHorizontalFlip(), transforms.ToTensor()]
)
plain = transforms.Compose([transforms.Resize(32), transforms.CenterCrop(32), transforms.ToTensor()])
data_transforms = {
    "train": v2.Compose([v2.RandomResizedCrop(224), v2.ToImage(), v2.ToDtype(torch.float32, scale=True)]),
    "val": v2.Compose([v2.Resize(256), v2.CenterCrop(224), v2.ToImage()]),
}


def split_at_random(root):
    full = datasets.CIFAR10(root, train=True, download=True, transform=augment)
    train_set, val_set = random_split(full, [45000, 5000])  # expect: augmented-evaluation
    return DataLoader(train_set, 128, shuffle=True), DataLoader(val_set, 128)


def split_by_index(folder, order, size):
    dataset = datasets.ImageFolder(folder, data_transforms["train"])
    return {
        "train": Subset(dataset, order[size:]),
        "val": Subset(dataset, order[:size]),  # expect: augmented-evaluation
    }


def split_by_sampler(root):
    transform = transforms.Compose([transforms.RandomRotation(10), transforms.ToTensor()])
    train_data = datasets.MNIST(root, train=True, transform=transform)
    test_data = datasets.MNIST(root, train=False, transform=plain)
    indices = np.random.permutation(len(train_data))
    train_sampler, valid_sampler = SubsetRandomSampler(indices[6000:]), SubsetRandomSampler(indices[:6000])
    train_loader = DataLoader(train_data, batch_size=64, sampler=train_sampler)
    valid_loader = DataLoader(train_data, batch_size=64, sampler=valid_sampler)  # expect: augmented-evaluation
    return train_loader, valid_loader, DataLoader(test_data, batch_size=64)


class Scans(Dataset):
    def __init__(self, root, transform=None):
        self.root, self.transform = root, transform

    def __getitem__(self, index):
        return self.transform(self.root[index])


class Module:
    def __init__(self, root):
        self.tf = v2.Compose([v2.RandomAffine(10), v2.ToImage()])
        self.full = Scans(root, transform=self.tf)
        self.train_part, self.val_part = random_split(self.full, [0.9, 0.1])  # expect: augmented-evaluation


def by_flag(root):
    scans = Enlarged(root, augment=True)
    train_set, valid_set = random_split(scans, [0.8, 0.2])  # expect: augmented-evaluation
    return train_set, valid_set


class Enlarged(Dataset):
    def __init__(self, root, augment=False):
        self.root, self.augment = root, augment


def folds(root):
    data = Scans(root, transform=transforms.RandomHorizontalFlip())
    for train_index, val_index in KFold(5).split(np.arange(100)):
        first = DataLoader(Subset(data, train_index), 32, shuffle=True)
        second = DataLoader(Subset(data, val_index), 32)  # expect: augmented-evaluation
        yield first, second


# -- right ------------------------------------------------------------------------------------------------------------


def two_folders(root, order):
    full, same = datasets.ImageFolder(root, transform=augment), datasets.ImageFolder(root, transform=plain)
    train_set, val_set = Subset(full, order[100:]), Subset(same, order[:100])
    return train_set, val_set


def not_random(root):
    first_set, val_set = random_split(datasets.ImageFolder(root, plain), [0.8, 0.2])
    never = transforms.Compose([transforms.RandomHorizontalFlip(p=0.0), transforms.ToTensor()])
    train_set, test_set = random_split(datasets.ImageFolder(root, never), [0.8, 0.2])
    return first_set, val_set, train_set, test_set


class Transformed(Dataset):
    def __init__(self, part, transform):
        self.part, self.transform = part, transform

    def __getitem__(self, index):
        image, label = self.part[index]
        return self.transform(image), label


def wrapped(root):
    train_part, val_part = random_split(datasets.ImageFolder(root), [0.8, 0.2])
    return Transformed(train_part, augment), Transformed(val_part, plain)


def replaced(root):
    train_set, val_set = random_split(datasets.ImageFolder(root, transform=augment), [0.8, 0.2])
    val_set.dataset = copy.copy(val_set.dataset)
    val_set.dataset.transform = plain
    return train_set, val_set


def both_for_training(root, order):
    whole = datasets.ImageFolder(root, transform=augment)
    labeled, unlabeled = random_split(whole, [0.1, 0.9])
    train_set, _ = random_split(whole, [0.5, 0.5])
    return labeled, unlabeled, train_set, Subset(whole, order)


def two_indices(root, train_index, val_index):
    pictures = {name: datasets.ImageFolder(root, transform=data_transforms[name]) for name in ("train", "val")}
    return Subset(pictures["train"], train_index), Subset(pictures["val"], val_index)
