"""`main` calls a function of the name `train`: that is no `model.train(False)`, and switches nothing."""

import torch
import torch.nn.functional as F


def train(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def test(model, test_loader):
    hits = 0
    with torch.no_grad():
        for x, y in test_loader:
            hits += (model(x).argmax(1) == y).sum()  # expect: missing-eval
    return hits


def validate(model, val_loader):
    hits = 0
    was_training = model.training
    model.train(mode=False)
    with torch.no_grad():
        for x, y in val_loader:
            hits += (model(x).argmax(1) == y).sum()
    model.train(was_training)
    return hits


def main(model, train_loader, test_loader, x_test):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(3):
        train(model, train_loader, optimizer)
        test(model, test_loader)
        validate(model, test_loader)


def whole(model, x_train, y_train, x_test, optimizer):
    for _ in range(100):
        optimizer.zero_grad()
        F.mse_loss(model(x_train), y_train).backward()
        optimizer.step()
    with torch.no_grad():
        return model(x_test)  # expect: missing-eval


def whole_with_eval(model, x_train, y_train, x_test, optimizer):
    for _ in range(100):
        optimizer.zero_grad()
        F.mse_loss(model(x_train), y_train).backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        return model(x_test)


def judges_what_is_left(model, images, labels, optimizer, fixed):
    for _ in range(100):
        optimizer.zero_grad()
        F.cross_entropy(model(images), labels).backward()
        optimizer.step()
    with torch.no_grad():
        print(model(fixed))
        logits = model(images)  # expect: missing-eval
        hits = logits.argmax(1) == labels
    return hits


def the_same_in_both_modes(images, labels):
    linear = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(9, 3)).double()
    optimizer = torch.optim.SGD(linear.parameters(), lr=0.1)
    for _ in range(100):
        optimizer.zero_grad()
        F.cross_entropy(linear(images), labels).backward()
        optimizer.step()
    with torch.no_grad():
        return linear(images).argmax(1) == labels
