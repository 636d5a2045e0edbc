from hanli.lint import check

SCRIPT = """\
import torch
from torch import nn as layers
from torch.nn import functional as F

class Net(layers.Module):
    def __init__(self, width):
        self.first = layers.Linear(64, width)
        super().__init__()
        self.blocks = [layers.Linear(width, width) for _ in range(3)]

net = Net(32)
net.requires_grad = False
scale = torch.ones(3, requires_grad=True)
scale += 1

def validate(model, loader):
    model.eval()
    total = 0.0
    with torch.inference_mode():
        for inputs, targets in loader:
            total += F.cross_entropy(model(inputs), targets).item()
    return total / len(loader)
"""
for finding in check(SCRIPT, "net.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
