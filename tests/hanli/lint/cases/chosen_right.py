"""Models chosen by a score: right."""

import torch
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def best_by_test(test_set, val_set, train_epoch, model, train_loader, optimizer, evaluate):
    test_loader = DataLoader(test_set, 256)
    val_loader = DataLoader(val_set, 256)
    best = 0.0
    for epoch in range(20):
        train_epoch(model, train_loader, optimizer)
        accuracy = evaluate(model, val_loader)
        if accuracy > best:
            best = accuracy
            torch.save(model.state_dict(), "best.pt")
    model.load_state_dict(torch.load("best.pt"))
    print("test", evaluate(model, test_loader))


class Trainer:
    def __init__(self, model, train_loader, val_loader, test_loader):
        self.model, self.train_loader = model, train_loader
        self.val_loader, self.test_loader = val_loader, test_loader

    def fit(self, epochs):
        best_loss, bad = float("inf"), 0
        for epoch in range(epochs):
            self.train_one_epoch(self.train_loader)
            val_loss = self.evaluate(self.val_loader)
            if val_loss < best_loss:
                best_loss, bad = val_loss, 0
                torch.save(self.model.state_dict(), "best.pt")
            else:
                bad += 1
                if bad > 5:
                    break


def plateau_on_test(val_set, optimizer, train_epoch, model, train_loader, validate):
    val_loader = DataLoader(val_set, 256)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer)
    for epoch in range(20):
        train_epoch(model, train_loader, optimizer)
        val_loss = validate(model, val_loader)
        scheduler.step(val_loss)


def grid_by_test(val_set, train, evaluate):
    val_loader = DataLoader(val_set, 64)
    results = {}
    for lr in (1e-2, 1e-3, 1e-4):
        model = train(lr)
        results[lr] = evaluate(model, val_loader)
    best_lr = max(results, key=results.get)
    print(best_lr)


def test_trains():
    data = datasets.MNIST("data", train=False, transform=transforms.ToTensor())
    train_data = datasets.MNIST("data", train=True, transform=transforms.ToTensor())
    test_loader = DataLoader(data, batch_size=256)
    train_loader = DataLoader(train_data, batch_size=64, shuffle=True)


def loaders(root, batch_size):
    train_set = datasets.CIFAR10(root, train=True, transform=transforms.ToTensor())
    test_set = datasets.CIFAR10(root, train=False, transform=transforms.ToTensor())
    return DataLoader(train_set, batch_size, shuffle=True), DataLoader(test_set, batch_size)


def train_metrics_with_eval_loader(train_epoch, model, train_loader, accuracy, val_loader):
    for epoch in range(5):
        train_epoch(model, train_loader)
        train_acc = accuracy(model, train_loader)
        val_acc = accuracy(model, val_loader)
        print(train_acc, val_acc)


def chosen_fifth(valset, start, train, evaluate, model, net):
    valloader = DataLoader(valset, 256)
    best_acc = 0
    for epoch in range(start, 200):
        train(epoch)
        test_acc = evaluate(model, valloader)
        if test_acc > best_acc:
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


def early_stop_fifth(val_set, train_epoch, model, train_loader, evaluate):
    val_loader = DataLoader(val_set, 256)

    stopper = EarlyStopping(5)
    for epoch in range(100):
        train_epoch(model, train_loader)
        val_loss = evaluate(model, val_loader)
        if stopper.step(val_loss):
            break


def dataset_of_test_split(tf):
    train_ds = datasets.ImageFolder("data/train", tf)
    val_ds = datasets.ImageFolder("data/val", tf)
    val_dl = DataLoader(val_ds, 64)


class Trainer2:
    def __init__(self, model, train_loader, val_loader):
        self.model, self.train_loader, self.val_loader = model, train_loader, val_loader

    def run(self):
        for epoch in range(10):
            self.train_epoch()
            val_acc = self.evaluate(self.val_loader)
            print(epoch, val_acc)


def select_epoch_by_test_in_wandb(val_ds, fit_epoch, net, train_loader, evaluate):
    val_loader = DataLoader(val_ds, 128)
    best = float("inf")
    for epoch in range(30):
        fit_epoch(net, train_loader)
        metrics = evaluate(net, val_loader)
        if metrics["loss"] < best:
            best = metrics["loss"]
            torch.save(net.state_dict(), "best.pth")


def objective(trial):
    lr = trial.suggest_float("lr", 1e-5, 1e-2, log=True)
    model = build(trial)
    fit(model, train_loader, lr)
    return accuracy(model, val_loader)


def optuna_on_test(study):
    study.optimize(objective, n_trials=50)
    torch.save(study.best_params, "p.pt")
