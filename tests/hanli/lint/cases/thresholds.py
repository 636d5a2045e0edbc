"""Logits that are compared with a probability, with look-alikes that are right."""

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import f1_score
from torch import nn

model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Linear(64, 1))


def train(model, loader, criterion, optimizer):
    hits = 0
    for x, y in loader:
        outputs = model(x).squeeze(1)
        loss = criterion(outputs, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        named = [1 if one > 0.5 else 0 for one in outputs]  # expect: logit-threshold
        hits += sum(named) + ((outputs > 0.5) == y.bool()).sum()  # expect: logit-threshold
    return hits


@torch.no_grad()
def evaluate(model, loader, threshold=0.5):
    model.eval()
    found, wanted = [], []
    hits = 0
    for x, y in loader:
        predictions = (model(x).squeeze(1) >= threshold).float()  # expect: logit-threshold
        hits += (predictions == y).sum()
        found.extend(model(x).squeeze(1).cpu().numpy())
        wanted.extend(y.cpu().numpy())
    return hits, f1_score(wanted, np.array(found) > 0.5)  # expect: logit-threshold


def run(loader):
    train(model, loader, nn.BCEWithLogitsLoss(), torch.optim.Adam(model.parameters()))
    return evaluate(model, loader)


class Masks(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Conv2d(3, 16, 3, padding=1)
        self.gate = nn.Conv2d(16, 16, 1)
        self.last = nn.Conv2d(16, 1, 1)

    def forward(self, x):
        x = F.relu(self.body(x))
        return self.last(x * torch.sigmoid(self.gate(x)))


def accuracy(predictions, targets):
    return (predictions.round() == targets).float().mean()  # expect: logit-threshold


def segment(loader, device):
    network = Masks().to(device)
    for image, mask in loader:
        logits = network(image.to(device))
        loss = F.binary_cross_entropy_with_logits(logits, mask.to(device))
        dice = ((logits.detach().cpu() > 0.5) & mask.bool()).sum()  # expect: logit-threshold
        rounded = torch.round(logits)  # expect: logit-threshold
        yield loss, dice, rounded, accuracy(logits, mask)


class Tagger(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder, self.head = encoder, nn.Linear(768, 12)
        self.loss = nn.BCEWithLogitsLoss()

    def forward(self, x):
        return self.head(self.encoder(x))

    def training_step(self, batch, index):
        return self.loss(self(batch["x"]), batch["y"])

    def validation_step(self, batch, index):
        scores = self.forward(batch["x"])
        return scores.gt(0.5).int(), torch.where(0.5 < scores, 1, 0)  # expect: logit-threshold, logit-threshold


def pretrained(encoder, loader):
    for batch in loader:
        outputs = encoder(**batch)
        loss = nn.BCEWithLogitsLoss()(outputs.logits, batch["labels"])
        yield loss, outputs.logits > 0.5  # expect: logit-threshold


# -- right ------------------------------------------------------------------------------------------------------------


def right(model, loader):
    criterion = nn.BCEWithLogitsLoss()
    for x, y in loader:
        logits = model(x)
        loss = criterion(logits, y)
        first = torch.sigmoid(logits) > 0.5
        second = (logits > 0).float()
        third = logits.sigmoid().round()
        fourth = y > 0.5
        fifth = torch.rand_like(logits) > 0.5
        confident = logits.softmax(-1).max(-1).values > 0.5
        probabilities = F.sigmoid(logits)
        yield loss, first, second, third, fourth, fifth, confident, probabilities.round(), loss > 0.5


def in_place(network, loader):
    for x, y in loader:
        output = network(x)
        loss = F.binary_cross_entropy_with_logits(output, y)
        output = output.sigmoid()
        changed = network(x)
        changed.sigmoid_()
        yield loss, output > 0.5, changed > 0.5


def detect(detector, loader):
    for x, y in loader:
        boxes = detector(x)
        loss = F.binary_cross_entropy_with_logits(boxes[..., 4], y)
        boxes[..., 4:] = boxes[..., 4:].sigmoid()
        found = boxes[..., 4] > 0.5
        yield loss, found


def wrapped(network, x, y):
    F.binary_cross_entropy_with_logits(network(x), y).backward()
    network = nn.Sequential(network, nn.Sigmoid())
    return network(x) > 0.5


def generate(generator, discriminator, noise):
    fake = generator(noise)
    loss = F.binary_cross_entropy_with_logits(discriminator(fake), torch.ones(8, 1))
    return loss, fake > 0.5, (discriminator(fake) - discriminator(noise)).abs() > 0.5


class Probable(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 1), nn.Sigmoid())

    def forward(self, x):
        return self.layers(x)


def with_probabilities(loader):
    probable, criterion = Probable(), nn.BCELoss()
    for x, y in loader:
        p = probable(x)
        yield criterion(p, y), p > 0.5, p.round()


def sigmoid_twice(loader):
    probable = Probable()
    for x, y in loader:
        p = probable(x)
        loss = F.binary_cross_entropy_with_logits(p, y)  # expect: softmax-before-cross-entropy
        yield loss, p > 0.5


class Switching(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 1)

    def forward(self, x):
        x = self.layer(x)
        if not self.training:
            x = torch.sigmoid(x)
        return x


def fit_switching(loader):
    switching, criterion = Switching(), nn.BCEWithLogitsLoss()
    for x, y in loader:
        criterion(switching(x), y).backward()
    switching.eval()
    return [switching(x) > 0.5 for x, _ in loader]


def two_heads(detector, loader):
    for x, y, box in loader:
        scores, boxes = detector(x)
        first = F.binary_cross_entropy_with_logits(scores, y) + F.l1_loss(boxes, box)
        out = detector.head(x)
        second = F.binary_cross_entropy_with_logits(out[:, 4], y)
        yield first, second, boxes > 0.5, out[:, 0] > 0.5, boxes.round()


def two_losses(reader, loader):
    for x, y in loader:
        yield F.binary_cross_entropy_with_logits(reader(x), y), F.mse_loss(reader(x), x), reader(x).round()


class Counter:
    def __init__(self, net, other):
        self.net = nn.Sequential(net, nn.Sigmoid())
        self.train_net = net
        self.criterion = nn.BCEWithLogitsLoss()

    def step(self, x, y):
        return self.criterion(self.train_net(x), y)

    def predict(self, x):
        return self.net(x) > 0.5
