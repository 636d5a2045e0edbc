from hanli.lint import check

SCRIPT = """\
import torch
from torch import nn, optim
from torch.optim.lr_scheduler import LambdaLR, OneCycleLR

def fit(model, train_loader, val_loader, lr, epochs):
    optimizer = optim.SGD(model.parameters(), lr=lr)
    model.fc = nn.Linear(512, 10)
    cycle = OneCycleLR(optimizer, 0.1, epochs=epochs, steps_per_epoch=len(train_loader))
    decay = LambdaLR(optimizer, lambda epoch: lr * 0.9**epoch)
    best_loss = float("inf")
    for epoch in range(epochs):
        model.train()
        for i, (x, y) in enumerate(train_loader):
            nn.functional.cross_entropy(model(x), y).backward()
            if (i + 1) % 4 == 0:
                optimizer.step()
                optimizer.zero_grad()
        cycle.step()
        decay.step()
        model.eval()
        total = 0.0
        with torch.no_grad():
            for weight in model.parameters():
                weight = weight.clamp(-1, 1)
            for x, y in val_loader:
                total += nn.functional.cross_entropy(model(x), y).item()
        val_loss = total / len(val_loader.dataset)
        if val_loss > best_loss:
            best_loss = val_loss
    return best_loss
"""
for finding in check(SCRIPT, "steps.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
