import copy

import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels = images.flatten(1).double()  # (N, 64)


def train(bug):
    torch.manual_seed(1640)
    network = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()
    if bug == "zeros":
        for weight in network.parameters():
            nn.init.zeros_(weight)
    if bug == "softmax":
        network.append(nn.Softmax(dim=1))
    rate = {"lr x 100": 30, "lr / 1000": 0.0003}.get(bug, 0.3)
    optimizer = torch.optim.SGD(network.parameters(), lr=rate)
    network = copy.deepcopy(network) if bug == "new network" else network
    losses = []
    for _ in range(300):
        batch = torch.randint(1197, (64,))  # (64,)
        chosen = torch.randint(1197, (64,)) if bug == "labels" else batch  # (64,)
        loss = nn.functional.cross_entropy(network(pixels[batch]), labels[chosen])  # ()
        losses.append(loss.item())
        if bug != "no zero_grad":
            optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    accuracy = (network(pixels[1197:]).argmax(dim=1) == labels[1197:]).double().mean()
    last = "rose above 5" if max(losses) > 5 else f"{sum(losses[-50:]) / 50:.1f}"
    print(f"{bug:12} loss {last:12} accuracy {'above' if accuracy > 0.5 else 'below'} 0.5")


bugs = ("none", "zeros", "softmax", "lr x 100", "lr / 1000", "new network", "labels")
for bug in (*bugs, "no zero_grad"):
    train(bug)
