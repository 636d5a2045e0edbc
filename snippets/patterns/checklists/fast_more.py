from torch import nn

from hanli.device import pick_device
from hanli.lint import check

SCRIPT = """\
import numpy as np
import torch
from torch.nn import functional as F

def train(model, loader, optimizer, files):
    images = torch.tensor([np.load(file) for file in files])
    mean = torch.tensor(images.mean())
    total = hits = 0
    for inputs, targets in loader:
        optimizer.zero_grad()
        logits = model(inputs - mean)
        loss = F.cross_entropy(logits, targets)
        loss.backward()
        optimizer.step()
        total += loss.item()
        hits += (logits.argmax(1) == targets).sum().item()
    return total, hits
"""
for finding in check(SCRIPT, "count.py", style=True):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")

device = pick_device()  # (1)!
print(
    "the weights are on this device:",
    nn.Linear(4, 2).to(device).weight.device.type == device.type,
)
try:
    pick_device("cuda:99")
except ValueError:
    print("cuda:99: refused before anything is computed")
