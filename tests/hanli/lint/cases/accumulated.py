"""Accumulated gradients, best scores and factors of learning rates, and look-alikes that are right."""

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.optim.lr_scheduler import LambdaLR


def accumulate(model, loader, optimizer, scaler, accumulation_steps):
    criterion = nn.CrossEntropyLoss()
    optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        loss = criterion(model(x), y)
        loss.backward()  # expect: undivided-accumulation
        if (i + 1) % accumulation_steps == 0 or i + 1 == len(loader):
            optimizer.step()
            optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        with torch.autocast("cuda"):
            loss = F.mse_loss(model(x), y)
        scaler.scale(loss).backward()  # expect: undivided-accumulation
        if i % 4 == 3:
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()


class Accumulator:
    def __init__(self, model, args):
        self.model, self.args = model, args
        self.opt = optim.SGD(model.parameters(), lr=0.1)

    def run(self, train_loader):
        for step, batch in enumerate(train_loader, 1):
            F.cross_entropy(self.model(batch[0]), batch[1]).backward()  # expect: undivided-accumulation
            if step % self.args.accumulate != 0:
                continue
            self.opt.step()
            self.opt.zero_grad()

    def run_right(self, train_loader):
        for step, batch in enumerate(train_loader, 1):
            loss = F.cross_entropy(self.model(batch[0]), batch[1])
            (loss / self.args.accumulate).backward()
            if step % self.args.accumulate == 0:
                self.opt.step()
                self.opt.zero_grad()


def accumulate_rightly(model, critic, loader, optimizer, critic_optimizer, n):
    for i, (x, y) in enumerate(loader):
        loss = F.cross_entropy(model(x), y) / n
        loss.backward()
        if (i + 1) % n == 0:
            optimizer.step()
            optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        loss = F.cross_entropy(model(x), y, reduction="sum")
        loss.backward()
        if (i + 1) % 8 == 0:
            optimizer.step()
            optimizer.zero_grad()
    for i, (x, y) in enumerate(loader):
        critic_optimizer.zero_grad()
        F.mse_loss(critic(x), y).backward()
        critic_optimizer.step()
        if i % n == 0:
            optimizer.zero_grad()
            (-critic(model(x)).mean()).backward()
            optimizer.step()


def keep_best(evaluate, epochs, model):
    best_acc, best_loss, best_f1 = 0.0, float("inf"), 0.0
    best_val_loss = 0.0
    for _ in range(epochs):
        acc, loss, f1 = evaluate(model)
        if acc < best_acc:  # expect: best-direction
            best_acc = acc
            torch.save(model.state_dict(), "best.pt")
        if loss > best_loss:  # expect: best-direction
            best_loss = loss
        if best_f1 >= f1:  # expect: best-direction
            best_f1 = f1
        best_val_loss = max(best_val_loss, loss)  # expect: best-direction
    return best_acc, best_loss, best_val_loss


class EarlyStopping:
    def __init__(self):
        self.best_loss, self.best_score, self.bad = None, 0.0, 0

    def __call__(self, val_loss):
        if self.best_loss is None or val_loss < self.best_loss:
            self.best_loss = val_loss
        elif val_loss > self.best_loss:  # expect: best-direction
            self.best_loss = val_loss

    def wait(self, loss, score, best_acc, acc):
        if loss > self.best_loss:
            self.bad += 1
        else:
            self.best_loss = loss
        if score > self.best_score:
            self.best_score = score
        best_acc = max(acc, best_acc)
        best_error = min(loss, 1 - best_acc)
        return best_acc, best_error


def schedule(model, args, lr, warmup):
    optimizer = optim.SGD(model.parameters(), lr=lr)
    first = LambdaLR(optimizer, lr_lambda=lambda epoch: lr * 0.95**epoch)  # expect: lambda-rate
    adam = optim.Adam(model.parameters(), lr=args.lr)

    def warm_up(step):
        if step < warmup:
            return args.lr * step / warmup  # expect: lambda-rate
        return 1.0

    return first, LambdaLR(adam, warm_up)


def schedule_rightly(model, args, lr):
    optimizer = optim.SGD(model.parameters(), lr=lr)
    unit = optim.SGD(model.parameters(), lr=1.0)
    final = LambdaLR(optimizer, lambda step: max(args.final / lr, 0.9**step))
    relative = LambdaLR(optimizer, lambda step: lr * 0.5**step / lr)
    constant = LambdaLR(optim.SGD(model.parameters(), lr=0.1), lambda step: 0.1)
    return LambdaLR(unit, lambda step: lr * 0.9**step), final, relative, constant
