"""A model that the function which loads it switches to evaluation mode: judging it needs no further call."""

import torch
from torchvision import models


def load(path):
    model = models.resnet18(num_classes=10)
    model.load_state_dict(torch.load(path, weights_only=True))
    model.eval()
    return model


def evaluate(model, loader):
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(1) == y).sum().item()
    return correct / len(loader.dataset)


def main(loader):
    model = load("ten.pt")
    return evaluate(model, loader)
