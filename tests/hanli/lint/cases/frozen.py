"""Parameters that are frozen or freed, and models that an optimizer doesn't hold."""

import copy

import torch
import torch.nn.functional as F
import torchvision
from torch import nn


def freeze_all(classes):
    model = torchvision.models.resnet18(weights="DEFAULT")
    model.fc = nn.Linear(512, classes)
    for p in model.parameters():  # expect: frozen-head
        p.requires_grad = False
    return model


def freeze_body(classes):
    model = torchvision.models.resnet18(weights="DEFAULT")
    for p in model.parameters():
        p.requires_grad = False
    model.fc = nn.Linear(512, classes)
    return model


def freeze_and_free(classes):
    model = torchvision.models.mobilenet_v2(weights="DEFAULT")
    model.classifier[1] = nn.Linear(1280, classes)
    model.requires_grad_(False)
    model.classifier.requires_grad_(True)
    return model


class Classifier(nn.Module):
    def __init__(self, backbone, classes):
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(1000, classes)
        for p in self.parameters():  # expect: frozen-head
            p.requires_grad = False


class Extractor(nn.Module):
    def __init__(self, path):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 8))
        self.head = nn.Linear(8, 2)
        self.load_state_dict(torch.load(path))
        self.requires_grad_(False)


def free_later(model, loader):
    for p in model.backbone.parameters():
        p.requires_grad = False
    optimizer = torch.optim.Adam(filter(lambda p: p.requires_grad, model.parameters()), lr=1e-3)
    for epoch in range(10):
        if epoch == 5:
            for p in model.backbone.parameters():  # expect: unfrozen-parameters
                p.requires_grad = True
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def free_and_add(model, loader):
    optimizer = torch.optim.Adam(model.head.parameters(), lr=1e-3)
    for epoch in range(10):
        if epoch == 5:
            model.requires_grad_(True)
            optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def make_again(data, loaders):
    model = Classifier(torchvision.models.resnet18(), 2)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for loader in loaders:
        model = Classifier(torchvision.models.resnet18(), 2)  # expect: replaced-layer
        for x, y in loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()


def copy_after(model, loader):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()
    model = copy.deepcopy(model)
    return model


def freeze_what_is_trained(model):
    for p in model.encoder.parameters():
        p.requires_grad = False
    right = torch.optim.Adam(model.decoder.parameters(), lr=1e-3)
    wrong = torch.optim.Adam(model.encoder.parameters(), lr=1e-3)  # expect: frozen-optimized
    return right, wrong


def freeze_by_name(model):
    for name, p in model.named_parameters():
        if "fc" in name:
            p.requires_grad = False
    return torch.optim.Adam(model.fc.parameters(), lr=1e-3)  # expect: frozen-optimized


def freeze_layers(model):
    for layer in model.children():
        layer.requires_grad = False  # expect: no-effect
    for layer in model.children():
        layer.requires_grad_(False)
