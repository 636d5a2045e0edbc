"""A small trainer class with callbacks, used for knowledge distillation."""
import contextlib
import math
from typing import Callable, Iterable

import torch
import torch.nn as nn
import torch.nn.functional as F


@contextlib.contextmanager
def evaluating(*nets: nn.Module):
    was = [n.training for n in nets]
    try:
        for n in nets:
            n.eval()
        with torch.no_grad():
            yield
    finally:
        for n, flag in zip(nets, was):
            n.train(flag)


class KDLoss(nn.Module):
    def __init__(self, temperature: float = 4.0, alpha: float = 0.7):
        super().__init__()
        self.t, self.alpha = temperature, alpha

    def forward(self, student_logits, teacher_logits, target):
        soft = F.kl_div(F.log_softmax(student_logits / self.t, dim=-1),
                        F.softmax(teacher_logits / self.t, dim=-1), reduction="batchmean") * self.t ** 2
        hard = F.cross_entropy(student_logits, target)
        return self.alpha * soft + (1.0 - self.alpha) * hard


class Meter:
    def __init__(self):
        self.total, self.n = 0.0, 0

    def add(self, value: float, n: int):
        self.total += value * n
        self.n += n

    @property
    def mean(self):
        return self.total / max(self.n, 1)


class Trainer:
    def __init__(self, student: nn.Module, teacher: nn.Module, device="cpu", lr=1e-3,
                 patience=6, callbacks: Iterable[Callable] = ()):
        self.device = torch.device(device)
        self.student = student.to(self.device)
        self.teacher = teacher.to(self.device).eval()
        self.teacher.requires_grad_(False)
        self.criterion = KDLoss()
        self.optimizer = torch.optim.AdamW((p for p in self.student.parameters() if p.requires_grad), lr=lr)
        self.scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(self.optimizer, mode="max", factor=0.3, patience=2)
        self.callbacks = list(callbacks)
        self.patience = patience
        self.best, self.best_state, self.bad = -math.inf, None, 0
        self.history: list[dict] = []

    def _to(self, batch):
        return [t.to(self.device, non_blocking=True) for t in batch]

    def training_step(self, batch):
        x, y = self._to(batch)
        with torch.no_grad():
            t_logits = self.teacher(x)
        loss = self.criterion(self.student(x), t_logits, y)
        if not torch.isfinite(loss):
            raise FloatingPointError(f"loss is {loss.item()}")
        loss.backward()
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return loss.item(), y.size(0)

    def validate(self, loader):
        acc = Meter()
        with evaluating(self.student):
            for batch in loader:
                x, y = self._to(batch)
                hit = (self.student(x).argmax(dim=-1) == y).float().mean().item()
                acc.add(hit, y.size(0))
        return acc.mean

    def snapshot(self):
        return {k: v.detach().cpu().clone() for k, v in self.student.state_dict().items()}

    def fit(self, train_loader, val_loader, epochs):
        self.student.train()
        for epoch in range(epochs):
            meter = Meter()
            for batch in train_loader:
                meter.add(*self.training_step(batch))
            score = self.validate(val_loader)
            self.scheduler.step(score)
            self.history.append({"epoch": epoch, "loss": meter.mean, "acc": score,
                                 "lr": self.optimizer.param_groups[0]["lr"]})
            for cb in self.callbacks:
                cb(self, self.history[-1])
            if score > self.best:
                self.best, self.best_state, self.bad = score, self.snapshot(), 0
            else:
                self.bad += 1
                if self.bad >= self.patience:
                    break
        if self.best_state is not None:
            self.student.load_state_dict(self.best_state)
        return self.history


def demo():
    from torch.utils.data import DataLoader, TensorDataset, random_split
    torch.manual_seed(0)
    x = torch.randn(2000, 20)
    teacher = nn.Sequential(nn.Linear(20, 64), nn.Tanh(), nn.Linear(64, 4))
    with torch.no_grad():
        y = teacher(x).argmax(1)
    tr, va = random_split(TensorDataset(x, y), [0.8, 0.2])
    student = nn.Sequential(nn.Linear(20, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 4))
    trainer = Trainer(student, teacher, callbacks=[lambda _, row: print(row)])
    trainer.fit(DataLoader(tr, 64, shuffle=True), DataLoader(va, 256), epochs=5)
    print("best", trainer.best)


if __name__ == "__main__":
    demo()
