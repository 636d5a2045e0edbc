"""Whole scripts in the dress that they wear elsewhere: helpers, classes, models from other files, unusual names."""

from itertools import count

import models as zoo
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim.lr_scheduler import OneCycleLR
from transformers import AutoModel


class Trainer:
    def __init__(self, model, loader, val_loader, device):
        self.model = model.to(device)
        self.loader, self.val_loader = loader, val_loader
        self.opt = torch.optim.SGD(self.model.parameters(), lr=0.1)
        self.crit = nn.CrossEntropyLoss()

    def train_epoch(self):
        self.model.train()
        running = 0.0
        for x, y in self.loader:
            loss = self.crit(self.model(x), y)
            loss.backward()  # expect: missing-zero-grad
            self.opt.step()
            running += loss  # expect: keep-graph
        return running / len(self.loader)  # expect: mean-of-means

    def validate(self):
        correct = 0
        for x, y in self.val_loader:
            correct += (self.model(x).argmax(1) == y).sum()  # expect: missing-eval, missing-no-grad
        return correct


class Careful(Trainer):
    def one_step(self, x, y):
        self.opt.zero_grad()
        loss = self.crit(self.model(x), y)
        loss.backward()
        self.opt.step()
        return loss.detach()

    def fit(self, epochs):
        total = torch.zeros(())
        for _ in range(epochs):
            for x, y in self.loader:
                total += self.one_step(x, y)
        return total

    @torch.inference_mode()
    def validate(self):
        self.model.eval()
        return sum((self.model(x).argmax(1) == y).sum() for x, y in self.val_loader)


def step_of(model, batch, crit, optimizer):
    loss = crit(model(batch[0]), batch[1])
    loss.backward()  # expect: missing-zero-grad
    optimizer.step()
    return loss


def runs_the_step(model, loader, crit, optimizer):
    total = 0
    for batch in loader:
        total += step_of(model, batch, crit, optimizer)  # expect: keep-graph
    return total


def clears_in_the_wrong_place(model, train_dl, optimizer):
    for _ in range(3):
        optimizer.zero_grad()
        for x, y in train_dl:
            F.cross_entropy(model(x), y).backward()  # expect: missing-zero-grad
            optimizer.step()


def clears_once_for_the_whole_set(model, train_dl, optimizer):
    for _ in range(3):
        optimizer.zero_grad()
        for x, y in train_dl:
            F.cross_entropy(model(x), y, reduction="sum").backward()
        optimizer.step()


def clears_in_a_hook(model, train_dl, optimizer):
    optimizer.register_step_post_hook(lambda *_: optimizer.zero_grad())
    for x, y in train_dl:
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def of_another_file(train_iter, test_iter):
    net = zoo.small().to("cuda")
    optimizer = zoo.make_optimizer(net.parameters())
    scheduler = OneCycleLR(optimizer, max_lr=0.1, total_steps=100)
    history = {"loss": []}
    for x, y in train_iter:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        scheduler.step()  # expect: step-order
        optimizer.step()
        history["loss"].append((1, loss))  # expect: keep-graph
    for x, _ in test_iter:
        print(net(x).argmax(1))  # expect: missing-eval, missing-no-grad
    torch.save({"model": net, "epoch": 3}, "last.pt")  # expect: pickled-model
    torch.save({"model": net.state_dict(), "epoch": 3}, "last.pt")
    torch.save({"width": net.lstm.hidden_size, "method": net.method, "weights": net.state_dict()}, "last.pt")
    return net


def of_a_hub(accelerator, train_dl):
    model = AutoModel.from_pretrained("small")
    optimizer = torch.optim.AdamW(model.parameters())
    total = 0.0
    for batch in train_dl:
        with accelerator.accumulate(model):
            loss = model(**batch).loss
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
        total = loss + total  # expect: keep-graph
    return total


def fetches_in_two_ways(model, loader, optimizer, log):
    losses = []
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses += [loss.item()]  # expect: item-each-step
        log.add_scalar("loss", float(loss), step)
    return losses


def reads_by_hand(model, optimizer, loader):
    batches, hist = iter(loader), []
    for _ in count():
        x, y = next(batches)
        optimizer.zero_grad()
        loss = F.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
        hist += [loss]  # expect: keep-graph
        hist.append(loss.detach())
    return batches.next()  # expect: dead-api


@torch.no_grad()
def test(dataloader, model, loss_fn):
    num_batches = len(dataloader)
    model.eval()
    test_loss, correct, seen = 0, 0, 0
    for x, y in dataloader:
        pred = model(x)
        test_loss += loss_fn(pred, y).item()
        correct += (pred.argmax(1) == y).type(torch.float).sum().item()
        seen += 1
    test_loss /= num_batches  # expect: mean-of-means
    correct /= len(dataloader.dataset)
    return test_loss, correct


def predict(net, dl):
    net.eval()
    return torch.cat([net(x) for x in dl])  # expect: missing-no-grad


def predict_frozen(net, dl):
    net.requires_grad_(False).eval()
    return torch.cat([net(x) for x in dl])


class Blocks(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.fixed = (nn.Linear(3, 3), nn.Linear(3, 3))  # expect: module-list
        self.made = tuple(nn.Linear(size, size) for size in sizes)  # expect: module-list
        self.scales = [nn.Parameter(torch.ones(3)) for _ in sizes]  # expect: module-list
        self.shape = (3, 3)
        self.mask = None

    def forward(self, x):
        if self.mask is None or self.mask.size(0) != x.size(1):
            self.mask = torch.triu(torch.ones(x.size(1), x.size(1)), diagonal=1).bool()
        fresh = torch.tril(torch.ones(x.size(1), x.size(1)))  # expect: mask-each-forward
        return x.masked_fill(self.mask, 0.0) * fresh


def averages_weights(model, shadow, decay):
    for p, s in zip(model.parameters(), shadow.parameters()):
        s.data.mul_(decay).add_(p.data, alpha=1 - decay)  # expect: data-attribute, data-attribute
    for name, p in model.named_parameters():
        print(name.data, p.data)  # expect: data-attribute


def pieces(values, parts, x):
    first = torch.stack(tuple(torch.as_tensor(value) for value in values))  # expect: tensor-in-loop
    second = torch.stack(list(map(torch.tensor, values)))  # expect: tensor-in-loop
    whole, joined = None, None
    for part in parts:
        whole = part if whole is None else torch.vstack([whole, part])  # expect: cat-in-loop
    for part in parts:
        if joined is None:
            joined = part
        else:
            joined = torch.cat((joined, part))  # expect: cat-in-loop
    copied = torch.tensor(nn.Linear(3, 3).weight)  # expect: tensor-of-tensor
    lengths = torch.tensor(list(map(len, values)))
    return first, second, whole, joined, copied, lengths, np.stack(values)


class HandMade(torch.optim.Optimizer):
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                p.data.add_(-group["lr"], p.grad)  # expect: dead-api, data-attribute


def steps_by_hand(model, xs):
    rule = HandMade(model.parameters(), {"lr": 0.1})
    for x in xs:
        model(x).square().mean().backward()  # expect: missing-zero-grad
        rule.step()
    return [torch.tensor([float(i), 2.0 * i]) for i in range(9)]  # expect: tensor-in-loop


try:
    from torch._six import string_classes
except ImportError:
    string_classes = (str, bytes)


def for_old_and_new(new_enough, x):
    if hasattr(torch.amp, "GradScaler"):
        return torch.amp.GradScaler("cuda")
    if torch.__version__ < "2":
        return torch.qr(x)
    scale = torch.cuda.amp.GradScaler() if new_enough else None  # expect: dead-api
    return scale, string_classes
