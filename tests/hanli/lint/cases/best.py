"""The best result so far and the patience of early stopping, and look-alikes that are right."""

import torch

from training import evaluate, train_epoch, validate


def starts_at_zero(model, loader):
    best_loss = 0.0  # expect: best-value
    for _ in range(10):
        train_epoch(model, loader)
        val_loss = validate(model)
        if val_loss < best_loss:
            best_loss = val_loss
            torch.save(model.state_dict(), "best.pt")


class Trainer:
    def __init__(self, model, patience):
        self.model, self.patience = model, patience
        self.best_acc = 0.0
        self.bad = 0

    def fit(self, loader, val):
        best_acc = float("inf")  # expect: best-value
        for epoch in range(10):
            self.train_epoch(loader)
            acc = self.evaluate(val)
            if acc > best_acc:
                best_acc = acc
            if acc > self.best_acc:  # expect: best-value
                torch.save(self.model.state_dict(), f"epoch_{epoch}.pt")


def starts_anew(model, loader):
    for _ in range(10):
        best_loss = float("inf")  # expect: best-value
        train_epoch(model, loader)
        val_loss = validate(model)
        if val_loss < best_loss:
            best_loss = val_loss
            torch.save(model.state_dict(), "best.pt")


def stays(model, loader):
    best, waited = float("inf"), 0
    for _ in range(100):
        train_epoch(model, loader)
        loss = validate(model)
        if loss < best:  # expect: best-value
            torch.save(model.state_dict(), "best.pt")
            waited = 0
        else:
            waited += 1
            if waited > 5:
                break


def keeps_rightly(model, loader, folds):
    for fold in range(folds):
        best_loss, best_acc = float("inf"), 0
        for _ in range(10):
            train_epoch(model, loader)
            loss, acc = validate(model)
            if loss < best_loss:
                best_loss = loss
                torch.save(model.state_dict(), f"best_{fold}.pt")
            best_acc = max(acc, best_acc)


def waits_on(model, loader):
    best, bad = float("inf"), 0
    for _ in range(100):
        train_epoch(model, loader)
        loss = validate(model)
        if loss < best:
            best = loss
        else:
            bad += 1  # expect: patience-reset
            if bad >= 5:
                break


def waits_anew(model, loader):
    best = float("inf")
    for _ in range(100):
        bad = 0
        train_epoch(model, loader)
        loss = validate(model)
        if loss < best:
            best = loss
        else:
            bad += 1  # expect: patience-reset
            if bad >= 5:
                break


class EarlyStopping:
    def __init__(self, patience=5):
        self.patience, self.best, self.counter = patience, None, 0

    def __call__(self, loss):
        if self.best is None or loss < self.best:
            self.best = loss
        else:
            self.counter += 1  # expect: patience-reset
        return self.counter >= self.patience


class RightStopping:
    def __init__(self, patience=5):
        self.patience, self.best, self.waited = patience, None, 0

    def __call__(self, loss):
        if self.best is None or loss < self.best:
            self.best = loss
            self.waited = 0
        else:
            self.waited += 1
        return self.waited >= self.patience


def writes_each(model, loader):
    for epoch in range(10):
        train_epoch(model, loader)
        torch.save(model.state_dict(), "best.pt")  # expect: best-overwritten
        torch.save(model.state_dict(), "last.pt")
        torch.save(model.state_dict(), f"epoch_{epoch}.pt")


def writes_sometimes(model, loader):
    best = 0.0
    for _ in range(10):
        train_epoch(model, loader)
        acc = evaluate(model, loader)
        if acc <= best:
            continue
        best = acc
        torch.save(model.state_dict(), "best.pt")


def tests_the_last(model: torch.nn.Module, train_loader, val_loader, test_loader):
    best = 0.0
    for _ in range(10):
        train_epoch(model, train_loader)
        acc = evaluate(model, val_loader)
        if acc > best:
            best = acc
            torch.save(model.state_dict(), "best.pt")
    return evaluate(model, test_loader)  # expect: best-not-used


def tests_the_best(model: torch.nn.Module, train_loader, val_loader, test_loader):
    best = 0.0
    for _ in range(10):
        train_epoch(model, train_loader)
        acc = evaluate(model, val_loader)
        if acc > best:
            best = acc
            torch.save(model.state_dict(), "best.pt")
    model.load_state_dict(torch.load("best.pt"))
    return evaluate(model, test_loader)


def counts_the_better(model, loader):
    best, waited = float("inf"), 0
    for _ in range(100):
        train_epoch(model, loader)
        loss = validate(model)
        improved = loss < best
        if improved:
            best = loss
            waited += 1  # expect: patience-reset
        else:
            waited = 0
        if waited >= 5:
            break


def keeps_a_dictionary(model, loader):
    best = {"loss": 0.0, "epoch": -1}  # expect: best-value
    for epoch in range(10):
        train_epoch(model, loader)
        val_loss = validate(model)
        if val_loss < best["loss"]:
            best = {"loss": val_loss, "epoch": epoch}
            torch.save(model.state_dict(), "best.pt")


def waits_behind(model, loader):
    best_loss, bad = float("inf"), 0
    for _ in range(100):
        train_epoch(model, loader)
        loss = validate(model)
        if loss > best_loss - 1e-3:
            bad += 1  # expect: patience-reset
            if bad > 5:
                break
        else:
            best_loss = loss


def starts_with_the_first(model, loader):
    best_loss = 0.0
    for epoch in range(100):
        train_epoch(model, loader)
        loss = validate(model)
        if loss < best_loss or epoch == 0:
            best_loss = loss
            torch.save(model.state_dict(), "best.pt")
