import torch
from torch import nn
from tqdm import tqdm


def train_epoch(model, loader, optimizer, schedule, device):
    model.train()
    total, count = 0.0, 0
    for images, targets in tqdm(loader, unit="step", leave=False, disable=None):  # (1)!
        images, targets = images.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images), targets)
        loss.backward()
        optimizer.step()
        schedule.step()  # (2)!
        total += loss.item() * len(targets)
        count += len(targets)
    return total / count


@torch.no_grad()  # (3)!
def evaluate(model, loader, device):
    model.eval()
    total, correct, count = 0.0, 0, 0
    for images, targets in loader:
        images, targets = images.to(device), targets.to(device)
        logits = model(images)
        total += nn.functional.cross_entropy(logits, targets).item() * len(targets)
        correct += (logits.argmax(dim=1) == targets).sum().item()
        count += len(targets)
    return total / count, correct / count
