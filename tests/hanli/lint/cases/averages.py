"""Averages over batches and samples, schedules in batches and epochs, and look-alikes that are right."""

import pytorch_lightning as pl
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.optim import lr_scheduler
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, MultiStepLR, OneCycleLR, StepLR
from torch.utils.data import DataLoader
from transformers import get_cosine_schedule_with_warmup

criterion = nn.CrossEntropyLoss()


@torch.no_grad()
def evaluate_plainly(model, loader, device):
    model.eval()
    test_loss, correct = 0.0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        outputs = model(images)
        test_loss += criterion(outputs, labels).item()
        correct += (outputs.argmax(1) == labels).sum().item()
    test_loss /= len(loader.dataset)  # expect: mean-over-samples
    accuracy = 100.0 * correct / len(loader)  # expect: mean-over-samples
    return test_loss, accuracy


@torch.no_grad()
def evaluate_counted(model, val_loader, loss_fn):
    model.eval()
    running, seen, batches, hits = 0.0, 0, 0, 0
    for x, y in val_loader:
        out = model(x)
        loss = loss_fn(out, y)
        running = running + loss.item()
        seen += y.size(0)
        batches += 1
        hits += torch.sum(out.argmax(-1) == y)
    print(hits / seen)
    return running / seen  # expect: mean-over-samples


@torch.no_grad()
def evaluate_listed(model, test_dataset):
    model.eval()
    loader = DataLoader(test_dataset, batch_size=64)
    losses, right, n_batches = [], 0, len(loader)
    for x, y in loader:
        logits = model(x)
        losses.append(F.cross_entropy(logits, y).item())
        right += logits.argmax(dim=1).eq(y).sum().item()
    print("accuracy", right / n_batches)  # expect: mean-over-samples
    return sum(losses) / len(test_dataset)  # expect: mean-over-samples


@torch.no_grad()
def evaluate_phases(model, dataloaders, dataset_sizes, val_dataset):
    model.eval()
    for phase in ("val", "test"):
        running_loss, weighted_loss = 0.0, 0.0
        for inputs, labels in dataloaders[phase]:
            loss = F.cross_entropy(model(inputs), labels)
            running_loss += loss.item()
            weighted_loss += loss.item() * inputs.size(0)
        print(running_loss / dataset_sizes[phase])  # expect: mean-over-samples
        print(weighted_loss / dataset_sizes[phase])
    val_loader = DataLoader(val_dataset, batch_size=None, num_workers=2)
    total = 0.0
    for inputs, labels in val_loader:
        total += F.mse_loss(model(inputs), labels).item()
    return total / len(val_dataset)


class Meter:
    def __init__(self, net, dl):
        self.net, self.dl = net, dl
        self.mse = nn.MSELoss()
        self.total = 0.0

    def batch_loss(self, batch):
        x, y = batch
        return self.mse(self.net(x), y), len(x)

    @torch.no_grad()
    def run(self):
        self.net.eval()
        count = 0
        for batch in self.dl:
            loss, n = self.batch_loss(batch)
            self.total += float(loss)
            count += n
        return self.total / count  # expect: mean-over-samples, never-reset

    @torch.no_grad()
    def run_right(self):
        self.net.eval()
        total, count = 0.0, 0
        for batch in self.dl:
            loss, n = self.batch_loss(batch)
            total += loss.item() * n
            count += n
        return total / count


def vae_loss(reconstruction, x, mean, log_variance):
    likelihood = F.binary_cross_entropy(reconstruction, x, reduction="sum")
    divergence = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
    return likelihood + divergence


@torch.no_grad()
def evaluate_rightly(model, loader, vae, device):
    model.eval()
    summed, weighted, correct, total_vae = 0.0, 0.0, 0, 0.0
    for x, y in loader:
        out = model(x)
        summed += F.nll_loss(out, y, reduction="sum").item()
        weighted += criterion(out, y).item() * x.size(0)
        correct += (out.argmax(1) == y).sum().item()
        total_vae += vae_loss(*vae(x)).item()
    n = len(loader.dataset)
    return summed / n, weighted / n, correct / n, total_vae / len(loader.dataset)


@torch.no_grad()
def evaluate_one_by_one(model, dataset):
    model.eval()
    loader = DataLoader(dataset, batch_size=1)
    loss, correct = 0.0, 0
    for x, y in loader:
        out = model(x)
        loss += criterion(out, y).item()
        correct += (out.argmax(1) == y).sum().item()
    return loss / len(loader.dataset), correct / len(loader)


def train_in_batches(model, train_loader, epochs):
    optimizer = optim.AdamW(model.parameters())
    total_steps = len(train_loader) * epochs
    scheduler = CosineAnnealingLR(optimizer, T_max=total_steps)
    for epoch in range(epochs):
        model.train()
        for x, y in train_loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
        scheduler.step()  # expect: schedule-steps
        print(epoch)


def train_with_warmup(model, train_loader, args):
    optimizer = optim.AdamW(model.parameters())
    schedule = get_cosine_schedule_with_warmup(
        optimizer, num_warmup_steps=100, num_training_steps=args.epochs * len(train_loader)
    )
    for epoch in range(args.epochs):
        train_one_epoch(model, train_loader, optimizer, epoch)
        schedule.step()  # expect: schedule-steps


def train_one_epoch(model, loader, optimizer, epoch):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()


def train_in_epochs(model, loader, num_epochs):
    opt = optim.SGD(model.parameters(), lr=0.1)
    sched = CosineAnnealingLR(opt, num_epochs)
    decay = lr_scheduler.StepLR(opt, step_size=30, gamma=0.1)
    milestones = MultiStepLR(opt, [10, 20, 40])
    for _ in range(num_epochs):
        for i, (x, y) in enumerate(loader):
            loss = F.cross_entropy(model(x), y)
            opt.zero_grad()
            loss.backward()
            opt.step()
            sched.step()  # expect: schedule-steps
            decay.step()  # expect: schedule-steps
            if i == len(loader) - 1:
                milestones.step()


class Fitter:
    def __init__(self, model, loader, args):
        self.model, self.loader, self.args = model, loader, args
        self.optimizer = optim.SGD(model.parameters(), lr=0.1)
        self.warmup = LambdaLR(self.optimizer, lambda step: min(1.0, step / (5 * len(loader))))
        self.cosine = CosineAnnealingLR(self.optimizer, T_max=args.epochs)

    def train_epoch(self):
        for x, y in self.loader:
            self.optimizer.zero_grad()
            F.cross_entropy(self.model(x), y).backward()
            self.optimizer.step()
        self.warmup.step()  # expect: schedule-steps

    def step_batch(self, x, y):
        self.optimizer.zero_grad()
        F.cross_entropy(self.model(x), y).backward()
        self.optimizer.step()
        self.cosine.step()  # expect: schedule-steps

    def fit(self):
        for _epoch in range(self.args.epochs):
            for x, y in self.loader:
                self.step_batch(x, y)


def train_rightly(model, train_loader, epochs, per_batch):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    one_cycle = OneCycleLR(optimizer, 0.1, epochs=epochs, steps_per_epoch=len(train_loader))
    annealing = CosineAnnealingLR(optimizer, T_max=epochs)
    decay = StepLR(optimizer, step_size=1000, gamma=0.5)
    if per_batch:
        chosen = OneCycleLR(optimizer, 0.1, total_steps=epochs * len(train_loader))
    else:
        chosen = StepLR(optimizer, 10)
    for _epoch in range(epochs):
        for x, y in train_loader:
            optimizer.zero_grad()
            F.cross_entropy(model(x), y).backward()
            optimizer.step()
            one_cycle.step()
            decay.step()
            if per_batch:
                chosen.step()
        annealing.step()
        if not per_batch:
            chosen.step()


def train_on_few_images(model, pixels, labels, epochs):
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    scheduler = CosineAnnealingLR(optimizer, T_max=epochs)
    for _epoch in range(epochs):
        optimizer.zero_grad()
        F.cross_entropy(model(pixels), labels).backward()
        optimizer.step()
        scheduler.step()


class Lit(pl.LightningModule):
    def configure_optimizers(self):
        optimizer = optim.AdamW(self.parameters())
        scheduler = OneCycleLR(  # expect: schedule-steps
            optimizer, 1e-3, total_steps=self.trainer.estimated_stepping_batches
        )
        return [optimizer], [scheduler]


class LitRight(pl.LightningModule):
    def configure_optimizers(self):
        optimizer = optim.AdamW(self.parameters())
        scheduler = OneCycleLR(optimizer, 1e-3, total_steps=self.trainer.estimated_stepping_batches)
        return {"optimizer": optimizer, "lr_scheduler": {"scheduler": scheduler, "interval": "step"}}
