import torch
from torch import nn
from torch.nn import functional as F

from hanli.data import digits
from hanli.lightning import parameter_groups

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
inputs = images.flatten(1).double()  # (1797, 64)


def train(decay_everything):
    torch.manual_seed(1640)
    net = nn.Sequential(nn.Linear(64, 32), nn.LayerNorm(32), nn.GELU(), nn.Linear(32, 10)).double()
    groups = net.parameters() if decay_everything else parameter_groups(net, weight_decay=0.5)
    optimizer = torch.optim.AdamW(groups, lr=0.01, weight_decay=0.5)
    for _ in range(200):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(inputs), labels)
        loss.backward()
        optimizer.step()
    print(f"loss {loss.item():.4f}, mean weight of the norm {net[1].weight.mean().item():.4f}")


train(decay_everything=True)
train(decay_everything=False)
