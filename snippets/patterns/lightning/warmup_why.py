import torch
from torch import nn
from torch.nn import functional as F

from hanli.data import digits

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
inputs = images.flatten(1).double()  # (1797, 64)
torch.manual_seed(1640)
net = nn.Sequential(nn.Linear(64, 64), nn.GELU(), nn.Linear(64, 10)).double()
rate = 0.01
optimizer = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.0)
for step, part in enumerate(torch.randperm(1797)[:1600].split(64), start=1):
    before = net[2].weight.detach().clone()  # (10, 64)
    optimizer.zero_grad()
    F.cross_entropy(net(inputs[part]), labels[part]).backward()
    optimizer.step()
    if step in (1, 2, 5, 10, 20):
        moved = (net[2].weight.detach() - before).abs().mean().item() / rate
        print(f"step {step:2}: a weight moves by {moved:.4f} of the rate")
