"""Metrics of torchmetrics and meters that nobody resets: right."""

import torch
import torch.nn.functional as F
import torchmetrics
from torch import nn
from torchmetrics.classification import MulticlassF1Score
from torchmetrics.functional import f1_score as tm_f1
from torchmetrics.functional.classification import multiclass_f1_score


def torchmetrics_reset(val_loader, model):
    metric = torchmetrics.Accuracy(task="multiclass", num_classes=10)
    for epoch in range(5):
        model.eval()
        with torch.no_grad():
            for x, y in val_loader:
                metric.update(model(x), y)
        model.train()
        print(metric.compute())
        metric.reset()


class Trainer:
    def __init__(self, model):
        self.model = model
        self.f1 = MulticlassF1Score(num_classes=5)

    def validate(self, loader):
        self.model.eval()
        with torch.no_grad():
            for x, y in loader:
                self.f1(self.model(x), y)
        score = self.f1.compute()
        self.f1.reset()
        return score.item()


def f1_batches_sixth(val_loader, model, logits_all, ys):
    scores = []
    for x, y in val_loader:
        with torch.no_grad():
            logits = model(x)  # expect: missing-eval
        logits_all.append(logits)
        ys.append(y)
    print(tm_f1(torch.cat(logits_all), torch.cat(ys), task="multiclass", num_classes=5))


class AverageMeter:
    def __init__(self):
        self.sum, self.count = 0.0, 0

    def update(self, value, n=1):
        self.sum += value * n
        self.count += n

    @property
    def avg(self):
        return self.sum / self.count


def never_reset_fifth(train_loader, model, optimizer):
    for epoch in range(10):
        meter = AverageMeter()
        for x, y in train_loader:
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            meter.update(loss.item(), len(x))  # expect: item-each-step
        print(epoch, meter.avg)


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.acc = torchmetrics.Accuracy(task="binary")


def lightning_metric_no_reset(val_loader):
    net = Plain()
    for epoch in range(4):
        for x, y in val_loader:
            with torch.no_grad():
                net.acc.update(net.head(x), y)  # expect: missing-eval
        print(epoch, net.acc.compute())
        net.acc.reset()


class Meter:
    def __init__(self):
        self.total, self.n = 0.0, 0

    def add(self, v, n):
        self.total += v * n
        self.n += n


def f1_of_each_batch_with_meter(val_loader, model, all_logits, all_y):
    meter = Meter()
    for x, y in val_loader:
        logits = model(x)  # expect: missing-eval, missing-no-grad
        all_logits.append(logits)  # expect: keep-graph
        all_y.append(y)
    print(multiclass_f1_score(torch.cat(all_logits), torch.cat(all_y), num_classes=4))
