from hanli.lint import check

SCRIPT = """\
import h5py
import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import Dataset

class Windows(Dataset):
    def __init__(self, path):
        self.waves = h5py.File(path, "r")["waves"]
        self.rng = np.random.default_rng(0)

    def __getitem__(self, index):
        start = self.rng.integers(1000)
        return torch.from_numpy(self.waves[index, start : start + 100])

def fit(net_g, net_d, loader):
    optimizer_g = optim.Adam(net_g.parameters())
    optimizer_d = optim.Adam(net_d.parameters())
    for real in loader:
        fake = net_g(torch.randn(len(real), 8))
        optimizer_d.zero_grad()
        (net_d(fake.detach()) - net_d(real)).mean().backward()
        optimizer_d.step()
        optimizer_g.zero_grad()
        (-net_d(fake.detach())).mean().backward()
        optimizer_g.step()
"""
for finding in check(SCRIPT, "copies.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
