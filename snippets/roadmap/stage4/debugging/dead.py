import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels, targets = images[:64].flatten(1).double(), labels[:64]  # (64, 64), (64,)
for rate in (0.3, 30):
    torch.manual_seed(1640)
    body = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU())
    network = nn.Sequential(body, nn.Linear(64, 10)).double()
    optimizer = torch.optim.SGD(network.parameters(), lr=rate)
    for step in range(6):
        hidden = body(pixels)  # (64, 64)
        dead = (hidden <= 0).all(dim=0).double().mean().item()  # (1)!
        loss = nn.functional.cross_entropy(network(pixels), targets)  # ()
        optimizer.zero_grad()
        loss.backward()
        if step in (0, 5):
            norm = body[0].weight.grad.norm().item()
            print(f"lr {rate:3}, step {step}: dead {dead:.1f}   norm of the first grad {norm:.1f}")
        optimizer.step()
