"""What is kept carries no graph any more, and what is changed in place may be changed."""

import copy

import torch
import torch.nn.functional as F
from torch import nn


def rebound_before_it_is_kept(model, loader):
    model.eval()
    kept, classes, arrays = [], [], []
    for x, _ in loader:
        out = model(x)
        out = out.detach().cpu()
        kept.append(out)
    for x, _ in loader:
        logits = model(x)
        logits = logits.argmax(1)
        classes.append(logits)
    for x, _ in loader:
        out = model(x)
        out = out.detach().numpy()
        arrays.append(out)
    return kept, classes, arrays


def rebound_and_still_with_its_graph(model, loader):
    model.eval()
    kept = []
    for x, _ in loader:
        out = model(x)
        out = out.squeeze(1).cpu()
        kept.append(out)  # expect: keep-graph
    return kept


def a_number(model, loader, optimizer):
    total = 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        loss = loss.item()  # expect: item-each-step
        total += loss
    return total


def weighed(model, loader, optimizer):
    total = 0
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss * len(y)  # expect: keep-graph
        total += loss.detach() * len(y)
    return total


def recorded_nowhere(model, loader):
    model.eval()
    errors = []
    for x, y in loader:
        with torch.no_grad():
            out = model(x)
        error = (out - y).abs()
        errors.append(error)
    return errors


def collect(model, loader):
    kept = []
    for x, _ in loader:
        kept.append(model(x))
    return kept


def asks_for_it(model, loader):
    model.eval()
    with torch.no_grad():
        return collect(model, loader)


def turned_off(layers):
    for parameter in nn.Linear(3, 3).parameters():
        parameter.detach_()
    fused = nn.Linear(3, 3).requires_grad_(False)
    fused.weight.copy_(torch.ones(3, 3))
    return layers, fused


def averaged(model):
    average = copy.deepcopy(model).requires_grad_(False)
    for old, new in zip(average.parameters(), model.parameters(), strict=True):
        old.copy_(new.lerp(old, 0.9))


def copy_weights(model, other):
    model.weight.copy_(other.weight)  # its callers may record nothing


def descend(model, rate):
    for parameter in model.parameters():
        parameter -= rate * parameter.grad  # expect: in-place-leaf
