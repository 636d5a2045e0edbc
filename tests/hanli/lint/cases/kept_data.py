"""What data sets share, keep and hand out, and look-alikes that are right."""

import copy
import random

import albumentations as A
import h5py
import numpy as np
import torch
import torchvision.transforms as T
from torch.utils.data import DataLoader, Dataset, Subset, random_split
from torchvision import datasets, transforms
from torchvision.transforms import v2

plain = T.Compose([T.ToTensor()])


def split_parts(root):
    whole = datasets.ImageFolder(root, transform=T.Compose([T.RandomCrop(224), T.ToTensor()]))
    train, val = random_split(whole, [0.8, 0.2])
    val.dataset.transform = plain  # expect: shared-dataset
    parts = random_split(whole, [0.5, 0.5])
    parts[1].dataset.transforms = plain  # expect: shared-dataset
    order = torch.randperm(len(whole)).tolist()
    first, second = Subset(whole, order[100:]), Subset(whole, order[:100])
    second.dataset.augment = False  # expect: shared-dataset
    loader = DataLoader(val, batch_size=32)
    loader.dataset.dataset.transform = plain  # expect: shared-dataset
    return train, first, loader


class Module:
    def setup(self, root):
        full = datasets.CIFAR10(root, transform=T.ToTensor())
        self.train_set, self.val_set = random_split(full, [45000, 5000])
        self.train_set.dataset.transform = T.Compose([T.RandomHorizontalFlip(), T.ToTensor()])  # expect: shared-dataset


def split_rightly(root):
    whole = datasets.ImageFolder(root, transform=plain)
    train, val = random_split(whole, [0.8, 0.2])
    val.dataset = copy.copy(whole)
    val.dataset.transform = T.Compose([T.Resize(224), T.ToTensor()])
    loader = DataLoader(whole, batch_size=32)
    loader.dataset.transform = plain
    single = Subset(datasets.ImageFolder(root), range(100))
    single.dataset.transform = plain
    return train, val, single


val_transform = transforms.Compose(  # expect: augmented-evaluation
    [transforms.Resize(256), transforms.RandomCrop(224), transforms.ToTensor()]
)
tf_test = v2.Compose([v2.ToImage(), v2.RandomHorizontalFlip()])  # expect: augmented-evaluation
data_transforms = {
    "train": T.Compose([T.RandomResizedCrop(224), T.ToTensor()]),
    "val": T.Compose([T.ColorJitter(0.2), T.Resize(224), T.ToTensor()]),  # expect: augmented-evaluation
}
valid_aug = A.Compose([A.Resize(224, 224), A.HorizontalFlip()])  # expect: augmented-evaluation
transform = T.Compose([T.RandomCrop(32, padding=4), T.ToTensor()])
train_data = datasets.CIFAR10("data", train=True, transform=transform)
test_data = datasets.CIFAR10("data", train=False, transform=transform)  # expect: augmented-evaluation
test_transform = T.Compose([T.Resize(256), T.CenterCrop(224), T.ToTensor()])
tta_test_transform = T.Compose([T.RandomHorizontalFlip(), T.ToTensor()])
train_val_transform = T.Compose([T.RandomHorizontalFlip(), T.ToTensor()])
held_out = datasets.CIFAR10("data", train=False, transform=test_transform)


class Signals(Dataset):
    def __init__(self, path, x, samples):
        self.signals = np.load(path)
        self.images = torch.tensor(x)
        self.samples = samples
        self.tokens = [[1, 2, 3]]
        self.counts = [0] * len(samples)

    def __getitem__(self, index):
        signal = self.signals[index]
        signal += np.random.normal(size=signal.shape)  # expect: dataset-changed-in-place
        image, label = self.samples[index]
        image[:, :4, :4] = 0  # expect: dataset-changed-in-place
        picture = self.images[index]
        picture.mul_(0.5).clamp_(0, 1)  # expect: dataset-changed-in-place
        tokens = self.tokens[index]
        tokens.append(0)  # expect: dataset-changed-in-place
        random.shuffle(tokens)  # expect: dataset-changed-in-place
        wave = torch.from_numpy(self.signals[index])
        wave[0] = 0.0  # expect: dataset-changed-in-place
        item = self.samples[index]
        item["image"] = T.functional.hflip(item["image"])  # expect: dataset-changed-in-place
        self.images[index] /= 255.0  # expect: dataset-changed-in-place
        return signal, image, label, picture, tokens, wave, item


class Rightly(Dataset):
    def __init__(self, path, x, samples):
        self.signals = np.load(path)
        self.images = torch.tensor(x)
        self.h5 = h5py.File(path)
        self.samples = samples
        self.labels = list(range(10))
        self.cache = {}
        self.counts = [0] * len(samples)

    def __getitem__(self, index):
        signal = self.signals[index].copy()
        signal += np.random.normal(size=signal.shape)
        picture = self.images[index].clone()
        picture.mul_(0.5)
        other = self.images[index]
        other = other * 2
        other[0] = 0
        label = self.labels[index]
        label += 1
        read = self.h5["x"][index]
        read[0] = 0
        item = self.samples[index]
        item["path"] = str(index)
        copied = copy.deepcopy(self.samples[index])
        copied["image"] = copied["image"] / 255
        self.cache[index] = picture
        self.counts[index] += 1
        tokens = list(self.samples[index])
        random.shuffle(tokens)
        tokens.append(1)
        return signal, picture, other, label, read, item, tokens
