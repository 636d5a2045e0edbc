"""Evaluation and losses: faulty forms, and look-alikes that are fine."""

import torch
import torch.nn.functional as F
from torch import nn


def evaluate(model, loader):
    hits = 0
    for x, y in loader:
        hits += (model(x).argmax(1) == y).sum().item()  # expect: missing-eval, missing-no-grad
    return hits


@torch.no_grad()
def validate(model, loader):
    hits = 0
    for x, y in loader:
        hits += (model(x).argmax(1) == y).sum()  # expect: missing-eval
    return hits.item()


def test_accuracy(net, loader):
    net.eval()
    hits = 0
    for x, y in loader:
        hits += (net(x).argmax(1) == y).sum().item()  # expect: missing-no-grad
    return hits


def train(model, train_loader, val_loader, optimizer):
    for _ in range(3):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        for x, y in val_loader:
            print((model(x).argmax(1) == y).float().mean())  # expect: missing-eval, missing-no-grad


def evaluate_well(model, loader):
    model.eval()
    hits = 0
    with torch.inference_mode():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
    model.train()
    return hits


def evaluate_with_a_switch(model, loader):
    model.train(False)
    with torch.set_grad_enabled(False):
        return [model(x).argmax(1) for x, _ in loader]


def accuracy_of(model, loader):
    return sum((model(x).argmax(1) == y).sum().item() for x, y in loader)  # expect: missing-eval, missing-no-grad


def accuracy_in_a_frame(model, loader):
    total = 0
    for x, y in loader:
        total += (model(x).argmax(1) == y).sum().item()
    return total


def calls_the_frame(model, loader):
    model.eval()
    with torch.no_grad():
        return accuracy_in_a_frame(model, loader)


def test_attack(model, test_loader):
    model.eval()
    for x, y in test_loader:
        x.requires_grad_()
        F.cross_entropy(model(x), y).backward()
        yield x + 0.1 * x.grad.sign()


def test_of_pytest():
    model = nn.Linear(3, 3)
    for size in (1, 2):
        assert model(torch.rand(size, 3)).shape == (size, 3)


def softmax_twice(model, x, y):
    first = F.cross_entropy(F.softmax(model(x), dim=1), y)  # expect: softmax-before-cross-entropy
    probabilities = model(x).softmax(-1)
    second = nn.CrossEntropyLoss()(probabilities, y)  # expect: softmax-before-cross-entropy
    criterion = nn.BCEWithLogitsLoss()
    third = criterion(torch.sigmoid(model(x)), y)  # expect: softmax-before-cross-entropy
    fourth = F.nll_loss(torch.softmax(model(x), 1), y)  # expect: softmax-before-cross-entropy
    return first, second, third, fourth


class Ends(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)
        self.last = nn.Softmax(dim=1)

    def forward(self, x):
        return self.last(self.fc(x))


def softmax_inside(x, y):
    model = Ends().to("cpu")
    chain = nn.Sequential(nn.Linear(3, 3), nn.Softmax(dim=1))
    first = F.cross_entropy(model(x), y)  # expect: softmax-before-cross-entropy
    outputs = chain(x)
    second = F.cross_entropy(outputs, y)  # expect: softmax-before-cross-entropy
    return first, second


def logits_once(model, x, y):
    logits = model(x)
    first = F.cross_entropy(logits, y)
    probabilities = F.softmax(logits, dim=1)
    second = F.nll_loss(F.log_softmax(logits, dim=1), y)
    third = F.binary_cross_entropy(torch.sigmoid(logits), y)
    fourth = F.cross_entropy(logits, F.softmax(y, dim=1))
    fifth = nn.BCEWithLogitsLoss()(logits, y)
    return first, second, third, fourth, fifth, probabilities


@torch.no_grad()
def validate_by_batches(model, loader):
    model.eval()
    total, scores = 0.0, []
    for x, y in loader:
        total += F.cross_entropy(model(x), y).item()
        scores.append((model(x).argmax(1) == y).double().mean())
    return total / len(loader), torch.stack(scores).mean()  # expect: mean-of-means, mean-of-means


@torch.no_grad()
def validate_by_samples(model, loader):
    model.eval()
    total, summed, scores = 0.0, 0.0, []
    for x, y in loader:
        total += F.cross_entropy(model(x), y).item() * len(y)
        summed += F.cross_entropy(model(x), y, reduction="sum").item()
        scores.append((model(x).argmax(1) == y).sum())
    print(f"{len(loader)} batches")
    return total / len(loader.dataset), summed / len(loader.dataset), torch.stack(scores).sum() / len(loader.dataset)


class KeptInEvaluation:
    def __init__(self, model, names):
        self.model, self.names = model.eval(), names

    @torch.no_grad()
    def predict(self, loader):
        return [self.model(x).argmax(1) for x in loader]

    @torch.no_grad()
    def decode(self, loader):
        return [self.model.decode(self.model(x)) for x in loader]


class KeptAsGiven:
    def __init__(self, model):
        self.model = model

    @torch.no_grad()
    def predict(self, loader):
        return [self.model(x).argmax(1) for x in loader]  # expect: missing-eval


class TrainedAgain:
    def __init__(self, model):
        self.model = model.eval()

    def warm_up(self):
        self.model.train()

    @torch.no_grad()
    def predict(self, loader):
        return [self.model(x).argmax(1) for x in loader]  # expect: missing-eval


@torch.no_grad()
def generate(model, ids, steps):
    for _ in range(steps):
        logits = model(ids)[:, -1]  # expect: missing-eval
        ids = torch.cat([ids, logits.argmax(-1, keepdim=True)], 1)
    return ids


@torch.no_grad()
def translate(model, ids, steps):
    model.eval()
    for _ in range(steps):
        logits = model(ids)[:, -1]
        ids = torch.cat([ids, logits.argmax(-1, keepdim=True)], 1)
    return ids
