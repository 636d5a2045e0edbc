"""Faulty forms that circulate in tutorials, in code of our own; the finding is what a tree can decide of them."""

import pytorch_lightning as pl
import torch
import torch.nn as nn
import torchvision.models as models
from torch.cuda.amp import GradScaler, autocast  # the names are told where they are used
from torch.utils.checkpoint import checkpoint


class Module(pl.LightningModule):
    def __init__(self, classes):
        super().__init__()
        self.net = nn.Linear(4, classes)
        self.accuracy = pl.metrics.Accuracy(num_classes=classes)  # expect: dead-api

    def validation_step(self, batch, index):
        x, y = batch
        for part in x:
            self.log("part", self.net(part).mean())
        return nn.functional.cross_entropy(self.net(x), y)


class Saves(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(4, 4) for _ in range(4)])

    def forward(self, x):
        for layer in self.layers:
            x = checkpoint(layer, x)  # expect: dead-api
        return x


def mixed(model, train_loader, optimizer, criterion):
    scaler = GradScaler()  # expect: dead-api
    for inputs, targets in train_loader:
        optimizer.zero_grad()
        with autocast():  # expect: dead-api
            loss = criterion(model(inputs), targets)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()


def deploys(model, x):
    traced = torch.jit.trace(model, x)  # expect: dead-api
    torch.jit.save(traced, "model.pt")  # expect: dead-api
    torch.onnx.export(model, (x,), "model.onnx", dynamic_axes={"input": {0: "batch"}})  # expect: dead-api
    torch.save(model, "model.pth")  # expect: pickled-model
    return torch.ao.quantization.quantize_dynamic(model, {nn.Linear}, dtype=torch.qint8)  # expect: dead-api


def transfers(classes):
    model = models.resnet50(pretrained=True)  # expect: dead-api
    model.fc = nn.Linear(2048, classes)
    nn.init.kaiming_normal_(model.fc.weight)
    model.fc.bias.data.zero_()  # expect: data-attribute
    return model


def schedules(model, train_loader, criterion):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, verbose=True)  # expect: dead-api
    for _ in range(10):
        for inputs, targets in train_loader:
            optimizer.zero_grad()
            criterion(model(inputs), targets).backward()
            optimizer.step()
        scheduler.step()  # expect: plateau-metric


def validates(model, val_loader, criterion):
    model.eval()
    val_loss = 0.0
    with torch.no_grad():
        for inputs, targets in val_loader:
            val_loss += criterion(model(inputs), targets).item()
    return val_loss / len(val_loader)  # expect: mean-of-means


def solves(matrix):
    return torch.symeig(matrix, eigenvectors=True)  # expect: dead-api


def loads(path):
    model = torch.load(path)  # expect: pickled-model
    model.eval()
    return model


def logs(model, dataloader, criterion):
    losses = []
    for inputs, targets in dataloader:
        loss = criterion(model(inputs), targets)
        losses.append(loss)  # expect: keep-graph
    return losses


def fast(dataset):
    return torch.utils.data.DataLoader(dataset, num_workers=0, prefetch_factor=2)  # expect: loader-options
