from hanli.lint import check

SCRIPT = """\
import torch
from torch import nn
from torch.nn.functional import cross_entropy

def init(m):
    if isinstance(m, nn.Linear):
        nn.init.zeros_(m.weight)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.apply(init)
        self.fc = nn.Linear(8, 2)
        self.scale = torch.ones(2, requires_grad=True)

def fit(net, x, y):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=1e-4)
    l1 = sum(p.data.abs().sum() for p in net.parameters())
    l2 = sum(p.pow(2).sum() for p in net.parameters())
    loss = cross_entropy(net(x), y) + 1e-4 * l1 + 1e-4 * l2
    loss.requires_grad = True
    loss.backward()
    optimizer.step()

def average(net, ema, decay=0.999):
    with torch.no_grad():
        for old, new in zip(ema.parameters(), net.parameters(), strict=True):
            old.mul_(1 - decay).add_(new, alpha=decay)
"""
for finding in check(SCRIPT, "values.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
