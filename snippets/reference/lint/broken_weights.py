from hanli.lint import check

SCRIPT = """\
import torch
from torch import nn
from torch.utils.data import DataLoader, WeightedRandomSampler

def make_loss(labels):
    counts = torch.bincount(labels).float()
    weights = counts / counts.sum()
    return nn.CrossEntropyLoss(weight=weights)

def make_loss_of_two_classes(labels):
    positive = (labels == 1).sum()
    negative = (labels == 0).sum()
    return nn.BCEWithLogitsLoss(pos_weight=positive / negative)

def make_loader(dataset, labels):
    weights = 1 / torch.bincount(labels).float()
    sampler = WeightedRandomSampler(weights, num_samples=len(labels))
    return DataLoader(dataset, batch_size=64, sampler=sampler)

def make_balanced_loader(dataset, labels):
    weights = (1 / torch.bincount(labels).float())[labels]
    sampler = WeightedRandomSampler(weights, len(weights), replacement=False)
    return DataLoader(dataset, batch_size=64, sampler=sampler)
"""
for finding in check(SCRIPT, "weights.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
