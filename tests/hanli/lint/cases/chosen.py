"""Models chosen by a score: wrong."""

import torch
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def best_by_test(test_set, val_set, train_epoch, model, train_loader, optimizer, evaluate):
    test_loader = DataLoader(test_set, 256)
    val_loader = DataLoader(val_set, 256)
    best = 0.0
    for epoch in range(20):
        train_epoch(model, train_loader, optimizer)
        accuracy = evaluate(model, test_loader)
        if accuracy > best:  # expect: chosen-on-test
            best = accuracy
            torch.save(model.state_dict(), "best.pt")
    print("test", best)


class Trainer:
    def __init__(self, model, train_loader, val_loader, test_loader):
        self.model, self.train_loader = model, train_loader
        self.val_loader, self.test_loader = val_loader, test_loader

    def fit(self, epochs):
        best_loss, bad = float("inf"), 0
        for epoch in range(epochs):
            self.train_one_epoch(self.train_loader)
            test_loss = self.evaluate(self.test_loader)
            if test_loss < best_loss:  # expect: chosen-on-test
                best_loss, bad = test_loss, 0
                torch.save(self.model.state_dict(), "best.pt")
            else:
                bad += 1
                if bad > 5:
                    break


def plateau_on_test(val_set, optimizer, train_epoch, model, train_loader, validate, test_loader):
    val_loader = DataLoader(val_set, 256)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer)
    for epoch in range(20):
        train_epoch(model, train_loader, optimizer)
        test_loss = validate(model, test_loader)
        scheduler.step(test_loss)  # expect: chosen-on-test


def grid_by_test(val_set, train, evaluate, test_loader):
    val_loader = DataLoader(val_set, 64)
    results = {}
    for lr in (1e-2, 1e-3, 1e-4):
        model = train(lr)
        results[lr] = evaluate(model, test_loader)
    best_lr = max(results, key=results.get)  # expect: chosen-on-test
    print(best_lr)


def test_trains():
    data = datasets.MNIST("data", train=True, transform=transforms.ToTensor())
    train_data = datasets.MNIST("data", train=True, transform=transforms.ToTensor())
    test_loader = DataLoader(train_data, batch_size=256)  # expect: train-as-test
    train_loader = DataLoader(train_data, batch_size=64, shuffle=True)


def loaders(root, batch_size):
    train_set = datasets.CIFAR10(root, train=True, transform=transforms.ToTensor())
    test_set = datasets.CIFAR10(root, train=True, transform=transforms.ToTensor())  # expect: train-as-test
    return DataLoader(train_set, batch_size, shuffle=True), DataLoader(test_set, batch_size)


def train_metrics_with_eval_loader(train_epoch, model, train_loader, accuracy):
    for epoch in range(5):
        train_epoch(model, train_loader)
        train_acc = accuracy(model, train_loader)
        val_acc = accuracy(model, train_loader)  # expect: train-as-test
        print(train_acc, val_acc)


def chosen_fifth(valset, start, train, test, model, testloader, net):
    valloader = DataLoader(valset, 256)
    best_acc = 0
    for epoch in range(start, 200):
        train(epoch)
        test_acc = test(model, testloader)
        if test_acc > best_acc:  # expect: chosen-on-test
            print("Saving..")
            torch.save({"net": net.state_dict()}, "ckpt.pth")
            best_acc = test_acc


class EarlyStopping:
    def __init__(self, patience):
        self.patience, self.best, self.count = patience, float("inf"), 0

    def step(self, loss):
        if loss < self.best:
            self.best, self.count = loss, 0
        else:
            self.count += 1
        return self.count >= self.patience


def early_stop_fifth(val_set, train_epoch, model, train_loader, evaluate, test_loader):
    val_loader = DataLoader(val_set, 256)

    stopper = EarlyStopping(5)
    for epoch in range(100):
        train_epoch(model, train_loader)
        test_loss = evaluate(model, test_loader)
        if stopper.step(test_loss):  # expect: chosen-on-test
            break


def dataset_of_test_split(tf):
    train_ds = datasets.ImageFolder("data/train", tf)
    val_ds = datasets.ImageFolder("data/train", tf)  # expect: train-as-test
    val_dl = DataLoader(val_ds, 64)


class Trainer2:
    def __init__(self, model, train_loader, val_loader):
        self.model, self.train_loader, self.val_loader = model, train_loader, val_loader

    def run(self):
        for epoch in range(10):
            self.train_epoch()
            val_acc = self.evaluate(self.train_loader)  # expect: train-as-test
            print(epoch, val_acc)


def select_epoch_by_test_in_wandb(val_ds, fit_epoch, net, train_loader, evaluate, test_loader):
    val_loader = DataLoader(val_ds, 128)
    best = float("inf")
    for epoch in range(30):
        fit_epoch(net, train_loader)
        metrics = evaluate(net, test_loader)
        if metrics["loss"] < best:  # expect: chosen-on-test
            best = metrics["loss"]
            torch.save(net.state_dict(), "best.pth")


def objective(trial):
    lr = trial.suggest_float("lr", 1e-5, 1e-2, log=True)
    model = build(trial)
    fit(model, train_loader, lr)
    return accuracy(model, test_loader)  # expect: chosen-on-test


def optuna_on_test(study):
    study.optimize(objective, n_trials=50)
    torch.save(study.best_params, "p.pt")


def make_loaders(transform):
    train_set = datasets.CIFAR10("data", train=True, transform=transform)
    test_set = datasets.CIFAR10("data", train=True, transform=transform)  # expect: train-as-test
    return DataLoader(train_set, 64, shuffle=True), DataLoader(test_set, 256)
