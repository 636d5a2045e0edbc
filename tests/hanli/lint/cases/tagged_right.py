"""Padding in accuracies: right."""

import torch.nn.functional as F
from torch import nn


def accuracy_counts_padding(logits, tags, pad_id):
    pred = logits.argmax(-1)
    mask = tags != pad_id
    loss = F.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=pad_id)
    accuracy = (pred == tags)[mask].float().mean()


def evaluate(model, loader, pad):
    criterion = nn.CrossEntropyLoss(ignore_index=pad)
    hits = total = 0
    for ids, tags in loader:
        logits = model(ids)  # expect: missing-eval, missing-no-grad
        loss = criterion(logits.flatten(0, 1), tags.flatten())
        hits += (logits.argmax(-1) == tags)[tags != pad].sum().item()
        total += (tags != pad).sum().item()
    return hits / total
