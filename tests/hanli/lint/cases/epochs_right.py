"""Sums over the batches of an epoch: where they start and end: right."""

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.metrics import f1_score


def last_batch_loss(train_loader, optimizer, model, train_set):
    for epoch in range(10):
        total = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)  # expect: item-each-step
        print(f"epoch {epoch} loss {total / len(train_set):.4f}")


def validate(model, loader):
    model.eval()
    total = 0.0
    with torch.no_grad():
        for x, y in loader:
            val_loss = F.mse_loss(model(x), y)
            total += val_loss.item() * len(x)
    return total / len(loader.dataset)


class Trainer:
    def evaluate(self):
        self.model.eval()
        losses = []
        with torch.no_grad():
            for batch in self.val_loader:
                output = self.model(batch["x"])
                accuracy = (output.argmax(1) == batch["y"]).float().mean().item()
                losses += (output.argmax(1) == batch["y"]).float().tolist()
        self.history.append(sum(losses) / len(losses))


@torch.no_grad()
def test(model, loader):
    model.eval()
    correct = total = 0
    for x, y in loader:
        correct += (model(x).argmax(1) == y).sum().item()
        total += len(y)
    return correct / total


def never_reset(train_loader, optimizer, model, train_set):
    for epoch in range(10):
        running = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            running += loss.item() * len(x)  # expect: item-each-step
        print(epoch, running / len(train_set))


def fit(model, train_loader, val_loader, optimizer, epochs):

    for epoch in range(epochs):
        train_one(model, train_loader, optimizer)
        model.eval()
        correct, total = 0, 0
        with torch.no_grad():
            for x, y in val_loader:
                correct += (model(x).argmax(1) == y).sum().item()
                total += y.size(0)
        model.train()
        print(f"{epoch}: {correct / total:.3f}")


class Trainer2:
    def __init__(self, model):
        self.model = model
        self.losses = []

    def train_epoch(self, loader):
        self.losses = []
        for x, y in loader:
            self.optimizer.zero_grad()
            loss = F.cross_entropy(self.model(x), y)
            loss.backward()
            self.optimizer.step()
            self.losses.append(loss.item())  # expect: item-each-step
        return sum(self.losses) / len(self.losses)


def never_reset_fourth(val_loader, model):
    preds, labels = [], []
    for epoch in range(10):
        preds, labels = [], []
        model.eval()
        with torch.no_grad():
            for x, y in val_loader:
                preds.extend(model(x).argmax(1).tolist())
                labels.extend(y.tolist())
        model.train()
        print(f1_score(labels, preds))


def reset_inside_batches(train_loader, optimizer, model, train_set):
    for epoch in range(3):
        running = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            running += loss.item() * len(x)  # expect: item-each-step
        print(running / len(train_set))


def evaluate(model, loader):
    model.eval()
    correct = 0
    with torch.no_grad():
        for x, y in loader:
            correct += (model(x).argmax(1) == y).sum().item()
    return correct / len(loader.dataset)


def evaluate_2(model, loader):
    model.eval()
    hits = 0
    with torch.no_grad():
        for x, y in loader:
            hits += (model(x).argmax(1) == y).sum().item()
    return hits / len(loader.dataset)


class Predictor:
    def predict(self, loader):
        results = []
        with torch.no_grad():
            for x in loader:
                results.append(self.model(x).argmax(1))  # expect: missing-eval
        return torch.cat(results)


def never_reset_sixth(num_epochs, train_one_epoch, model, train_loader, optimizer, val_loader, criterion):
    for epoch in range(num_epochs):
        train_one_epoch(model, train_loader, optimizer)
        val_losses = []
        model.eval()
        with torch.no_grad():
            for x, y in val_loader:
                val_losses.append(criterion(model(x), y).item())
        val_loss = np.mean(val_losses)  # expect: mean-of-means
        model.train()
        print(f"Epoch {epoch}: {val_loss:.3f}")


def never_reset_seventh(train_loader, model, criterion, optimizer):
    total_correct = None
    for epoch in range(5):
        total_correct = 0
        for i, (x, y) in enumerate(train_loader):
            out = model(x)
            loss = criterion(out, y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total_correct += out.argmax(1).eq(y).sum().item()  # expect: item-each-step
        acc = 100.0 * total_correct / len(train_loader.dataset)
        print(acc)


def validate_2(model, loader, criterion, device):
    model.eval()
    total, n = 0.0, 0
    with torch.no_grad():
        for images, targets in loader:
            images, targets = images.to(device), targets.to(device)
            outputs = model(images)
            loss = criterion(outputs, targets)
            _, predicted = outputs.max(1)
            total += predicted.eq(targets).sum().item()
            n += targets.size(0)
    return total / n


def last_batch_sixth(train_dl, val_dl, model, loss_fn, optimizer):
    for epoch in range(20):
        model.train()
        for xb, yb in train_dl:
            loss = loss_fn(model(xb), yb)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        model.eval()
        val_loss = 0.0
        with torch.no_grad():
            for xb, yb in val_dl:
                val_loss += loss_fn(model(xb), yb).item() * len(xb)
        if val_loss < best_loss:
            best_loss = val_loss
            torch.save(model.state_dict(), "best.pt")


def last_batch_seventh(epochs, train_loader, criterion, optimizer, model, train_set):
    history = []
    for epoch in range(epochs):
        total = 0.0
        for x, y in train_loader:
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)  # expect: item-each-step
        history.append(total / len(train_set))


def validate_3(model, val_loader):
    total_loss = 0
    model.eval()
    with torch.no_grad():
        for x, y in val_loader:
            total_loss += F.cross_entropy(model(x), y, reduction="sum").item()
    return total_loss / len(val_loader.dataset)


def last_loss_of_epoch_printed(train_loader, args, writer, opt, net):
    for epoch in range(args.epochs):
        losses = []
        for xb, yb in train_loader:
            opt.zero_grad()
            loss = F.mse_loss(net(xb), yb)
            loss.backward()
            opt.step()
            losses.append(loss.item())  # expect: item-each-step
        writer.add_scalar("train/epoch_loss", np.mean(losses), epoch)  # expect: mean-of-means


def plateau_on_train_metric(optimizer, train_one_epoch, model, train_loader, evaluate, val_loader):
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode="max")
    for epoch in range(50):
        train_one_epoch(model, train_loader, optimizer)
        val_acc = evaluate(model, val_loader)
        scheduler.step(val_acc)


def evaluate_3(net, loader):
    net.eval()
    preds = []
    for x, _ in loader:
        with torch.no_grad():
            preds.append(net(x).argmax(1))
    result = torch.cat(preds)
    return result


class Runner:
    def __init__(self, model):
        self.model, self.correct, self.seen = model, 0, 0

    def validate(self, loader):
        self.correct, self.seen = 0, 0
        self.model.eval()
        with torch.no_grad():
            for x, y in loader:
                self.correct += (self.model(x).argmax(1) == y).sum().item()
                self.seen += len(y)
        return self.correct / self.seen


def validation_loss(model, loss_fn, loader):
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            vloss = loss_fn(model(x), y)
            totals.append(vloss.item() * len(x))
        return sum(totals) / len(loader.dataset)


def evaluating_with_train_batch_stats():
    totals = []


class Metric:
    def __init__(self):
        self.preds, self.labels = [], []

    def evaluate(self, model, loader):
        self.preds, self.labels = [], []
        model.eval()
        with torch.no_grad():
            for x, y in loader:
                self.preds.extend(model(x).argmax(1).tolist())
                self.labels.extend(y.tolist())
        return f1_score(self.labels, self.preds, average="macro")


def train(model, loader, optimizer, criterion):
    for epoch in range(5):
        running = 0.0
        for i, (x, y) in enumerate(loader):
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            loss.backward()
            optimizer.step()
            running += loss.item() * x.size(0)  # expect: item-each-step
        print("epoch", epoch, running / len(loader.dataset))
