"""Probabilities on their way to a loss: rebound, viewed, returned, handed on; and what only looks so."""

import torch
import torch.nn.functional as F
from torch import nn


def rebound(model, x, y):
    out = model(x)
    out = F.softmax(out, dim=1)
    return F.cross_entropy(out, y)  # expect: softmax-before-cross-entropy


def rebound_by_method(model, x, y):
    scores = model(x)
    scores = scores.softmax(-1)
    return F.cross_entropy(scores, y)  # expect: softmax-before-cross-entropy


def viewed(x, y):
    probabilities = F.softmax(x, dim=-1)
    return F.cross_entropy(probabilities.view(-1, 10), y.view(-1))  # expect: softmax-before-cross-entropy


def squeezed(x, y):
    probability = torch.sigmoid(x).squeeze(1).to(torch.float32)
    return F.binary_cross_entropy_with_logits(probability, y)  # expect: softmax-before-cross-entropy


def flattened(x, y):
    return F.cross_entropy(torch.flatten(x.softmax(1), 2), y)  # expect: softmax-before-cross-entropy


def named(x, y):
    return F.cross_entropy(input=x.softmax(1), target=y)  # expect: softmax-before-cross-entropy


class Ends(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)
        self.last = nn.Softmax(dim=1)

    def forward(self, x):
        x = self.fc(x)
        x = self.last(x)
        return x


class Branches(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 3)

    def forward(self, x):
        x = self.fc(x)
        if self.training:
            return x
        return x.softmax(1)


def fits(model, loader):
    criterion = nn.CrossEntropyLoss()
    for x, y in loader:
        out = model(x)
        loss = criterion(out, y)  # expect: softmax-before-cross-entropy
        loss.backward()


fits(Ends(), [])


def branches(x, y):
    return F.cross_entropy(Branches()(x), y)


def logarithms(x, y):
    logs = nn.Sequential(nn.Linear(4, 3), nn.LogSoftmax(dim=1))
    first = nn.NLLLoss()(logs(x), y)
    second = nn.CrossEntropyLoss()(logs(x), y)  # expect: softmax-before-cross-entropy
    third = nn.NLLLoss()(Ends()(x), y)  # expect: softmax-before-cross-entropy
    return first, second, third


def probabilities_are_wanted(x, y):
    model = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid())
    bare = nn.Sequential(nn.Linear(4, 1))
    first = F.binary_cross_entropy(model(x), y)
    return first, nn.BCELoss()(bare(x), y)  # expect: softmax-before-cross-entropy


def measured_afterwards(model, x, y):
    out = model(x)
    loss = F.cross_entropy(out, y)
    out = out.softmax(1)
    return loss, out


def either(model, x, y, smooth):
    out = model(x)
    if smooth:
        out = out.softmax(1)
    return F.cross_entropy(out, y)


def again_in_a_loop(model, x, y):
    out = model(x)
    for _ in range(3):
        loss = F.cross_entropy(out, y)
        out = model(x + loss)
    return out.softmax(1)
