"""Perplexities: the exponential of each batch's loss is averaged, or of the loss of all words taken."""

import math

import numpy as np
import torch


@torch.no_grad()
def perplexity_of_batches(model, loader):
    total = 0.0
    for x, y in loader:
        loss = torch.nn.functional.cross_entropy(model(x), y)
        total += math.exp(loss.item())
    return total / len(loader)  # expect: mean-of-means


@torch.no_grad()
def perplexity_of_batches_in_a_list(model, loader):
    perplexities = []
    for x, y in loader:
        perplexities.append(torch.nn.functional.cross_entropy(model(x), y).exp().item())
    return sum(perplexities) / len(perplexities)  # expect: mean-of-means


@torch.no_grad()
def perplexity_of_words(model, loader):
    values = []
    for x, y in loader:
        nll = torch.nn.functional.cross_entropy(model(x), y, reduction="sum")
        values.append(np.exp(nll.item() / y.numel()))
    return np.mean(values)  # expect: mean-of-means


@torch.no_grad()
def perplexity_of_tensors(model, loader):
    values = []
    for x, y in loader:
        values.append(torch.exp(torch.nn.functional.cross_entropy(model(x), y)).detach())
    return torch.stack(values).mean()  # expect: mean-of-means


@torch.no_grad()
def perplexity_of_all(model, loader):
    total, words = 0.0, 0
    for x, y in loader:
        total += torch.nn.functional.cross_entropy(model(x), y, reduction="sum").item()
        words += y.numel()
    return math.exp(total / words)


@torch.no_grad()
def perplexity_of_documents(model, documents):
    values = []
    for x, y in documents:
        values.append(math.exp(torch.nn.functional.cross_entropy(model(x), y).item()))
    return sum(values) / len(values)


@torch.no_grad()
def weights_of_batches(model, loader):
    total = 0.0
    for x, y in loader:
        total += math.exp(-torch.nn.functional.cross_entropy(model(x), y).item())
    return total / len(loader)


@torch.no_grad()
def printed_perplexities(model, loader):
    seen = []
    for x, y in loader:
        loss = torch.nn.functional.cross_entropy(model(x), y).item()
        seen.append(math.exp(loss))
    return max(seen)
