import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels, targets = images[:64].flatten(1).double(), labels[:64]  # (64, 64), (64,)


def share(hidden):
    """The share of units that output 0 for every sample."""
    return (hidden <= 0).all(dim=0).double().mean().item()  # (1)!


for rate in (0.3, 30):
    torch.manual_seed(1640)
    first, second = (nn.Sequential(nn.Linear(64, 64), nn.ReLU()) for _ in range(2))
    network = nn.Sequential(first, second, nn.Linear(64, 10)).double()
    optimizer = torch.optim.SGD(network.parameters(), lr=rate)
    for step in range(6):
        loss = nn.functional.cross_entropy(network(pixels), targets)  # ()
        optimizer.zero_grad()
        loss.backward()
        if step in (0, 5):
            hidden = first(pixels)  # (64, 64)
            dead = f"dead {share(hidden):.1f} and {share(second(hidden)):.1f}"
            norm = first[0].weight.grad.norm().item()
            print(f"lr {rate:3}, step {step}: {dead}   norm of the first grad {norm:.1f}")
        optimizer.step()
