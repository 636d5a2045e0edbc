"""Weights of classes and of samples: right."""

from collections import Counter

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.utils.class_weight import compute_class_weight
from torch import nn
from torch.utils.data import DataLoader, WeightedRandomSampler


def sampler_weights_by_class(labels, dataset):
    counts = torch.bincount(labels)
    weights = 1.0 / counts.float()
    sampler = WeightedRandomSampler(weights[labels], num_samples=len(labels), replacement=True)
    loader = DataLoader(dataset, batch_size=64, sampler=sampler)


def balanced_loader(dataset, batch_size):
    class_counts = np.bincount(dataset.targets)
    class_weights = 1.0 / class_counts
    sample_weights = class_weights[dataset.targets]
    sampler = WeightedRandomSampler(torch.DoubleTensor(sample_weights), len(dataset))
    return DataLoader(dataset, batch_size, sampler=sampler)


def sampler_frequencies(y_train, dataset):
    counts = np.bincount(y_train)
    sample_weights = 1.0 / counts[y_train]
    sampler = WeightedRandomSampler(torch.as_tensor(sample_weights), len(y_train))
    loader = DataLoader(dataset, 64, sampler=sampler)


def sampler_without_replacement(counts, labels, dataset):
    weights = 1.0 / counts[labels]
    sampler = WeightedRandomSampler(weights, num_samples=len(weights), replacement=True)
    loader = DataLoader(dataset, 64, sampler=sampler)


def class_weights_frequencies(train_labels):
    counts = torch.bincount(torch.tensor(train_labels)).float()
    weights = counts.sum() / counts
    criterion = nn.CrossEntropyLoss(weight=weights)


class Trainer:
    def __init__(self, model, labels, device):
        frequency = np.bincount(labels)
        weight = torch.tensor(frequency.sum() / (len(frequency) * frequency), dtype=torch.float32)
        self.criterion = nn.CrossEntropyLoss(weight=weight.to(device))


def class_weights_frequencies_third(labels):
    counter = Counter(labels)
    weights = [len(labels) / counter[c] for c in range(10)]
    loss_fn = nn.CrossEntropyLoss(weight=torch.tensor(weights))


def pos_weight_inverted(y):
    positive = (y == 1).sum()
    negative = (y == 0).sum()
    criterion = nn.BCEWithLogitsLoss(pos_weight=negative / positive)


def make_loss(labels):
    n_pos = labels.sum(0)
    n_neg = len(labels) - n_pos
    return nn.BCEWithLogitsLoss(pos_weight=n_neg / n_pos)


def weights_fifth(train_df, num_classes, device):
    class_counts = Counter(train_df["label"])
    class_weights = torch.FloatTensor([class_counts[i] and len(train_df) / class_counts[i] for i in range(num_classes)])
    criterion = nn.CrossEntropyLoss(weight=class_weights.to(device))


def weights_sixth(train_df):
    counts = train_df["label"].value_counts().sort_index()
    w = counts.sum() / counts
    loss_fn = nn.CrossEntropyLoss(torch.tensor(w.values, dtype=torch.float))


def weights_seventh():
    n_samples = [900, 90, 10]
    weights = [sum(n_samples) / n for n in n_samples]
    criterion = nn.CrossEntropyLoss(weight=torch.tensor(weights))


def pos_weight_fifth(train_y):
    num_pos = int(train_y.sum())
    num_neg = len(train_y) - num_pos
    pos_weight = torch.tensor([num_neg / num_pos])
    loss_fn = nn.BCEWithLogitsLoss(pos_weight=pos_weight)


def sampler_fifth(target, ds):
    class_sample_count = np.array([len(np.where(target == t)[0]) for t in np.unique(target)])
    weight = 1.0 / class_sample_count
    samples_weight = np.array([weight[t] for t in target])
    sampler = WeightedRandomSampler(samples_weight, len(samples_weight))
    loader = DataLoader(ds, 64, sampler=sampler)


def weights_by_counts_dict():
    counts = {"cat": 4000, "dog": 900, "owl": 60}
    total = sum(counts.values())
    weight = torch.tensor([total / counts[c] for c in ("cat", "dog", "owl")])
    loss_fn = nn.CrossEntropyLoss(weight)


def pos_weight_column(train_labels):
    pos = train_labels.mean()
    criterion = nn.BCEWithLogitsLoss(pos_weight=torch.tensor((1 - pos) / pos))


def sampler_dataset(train_labels):
    class_counts = [100, 10]
    weights = 1.0 / torch.tensor(class_counts, dtype=torch.float)
    sampler = WeightedRandomSampler(weights[train_labels], num_samples=len(train_labels))


def focal_alpha_class_weights(labels, logits, target):
    freq = torch.bincount(labels) / len(labels)
    loss = F.cross_entropy(logits, target, weight=1 / freq)


def class_weight_sklearn_swapped(y):
    w = compute_class_weight("balanced", classes=np.unique(y), y=y)
    criterion = nn.CrossEntropyLoss(weight=torch.tensor(w, dtype=torch.float))


def pos_weight_per_class(labels, out):
    neg = (labels == 0).sum(dim=0).float()
    pos = (labels == 1).sum(dim=0).float()
    loss = F.binary_cross_entropy_with_logits(out, labels, pos_weight=neg / pos)


class Loss(nn.Module):
    def __init__(self, cls_counts):
        super().__init__()
        w = torch.as_tensor(cls_counts, dtype=torch.float)
        w = w.max() / w
        self.ce = nn.CrossEntropyLoss(weight=w)

    def forward(self, x, y):
        return self.ce(x, y)


def weights_tensor_kw_by_class_names(df):
    freq = df["y"].value_counts(normalize=True).sort_index().values
    criterion = nn.CrossEntropyLoss(weight=torch.tensor(1 / freq, dtype=torch.float32))


def sampler_weights_kw(ds):
    labels = np.array([y for _, y in ds])
    n = np.bincount(labels)
    w = 1.0 / n
    loader = DataLoader(ds, 32, sampler=WeightedRandomSampler(weights=w[labels], num_samples=len(ds), replacement=True))
