"""Padding in accuracies: wrong."""

import torch.nn.functional as F
from torch import nn


def accuracy_counts_padding(logits, tags, pad_id):
    pred = logits.argmax(-1)
    mask = tags != pad_id
    loss = F.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=pad_id)
    accuracy = (pred == tags).float().mean()  # expect: counted-padding


def evaluate(model, loader, pad):
    criterion = nn.CrossEntropyLoss(ignore_index=pad)
    hits = total = 0
    for ids, tags in loader:
        logits = model(ids)  # expect: missing-eval, missing-no-grad
        loss = criterion(logits.flatten(0, 1), tags.flatten())
        hits += (logits.argmax(-1) == tags).sum().item()  # expect: counted-padding
        total += tags.numel()
    return hits / total
