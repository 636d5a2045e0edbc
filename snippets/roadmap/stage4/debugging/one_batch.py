import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels, labels = images[:32].flatten(1).double(), labels[:32]  # (32, 64), (32,)


def overfit(broken):
    torch.manual_seed(1640)
    body = nn.Sequential(nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU()).double()
    head = nn.Linear(64, 10).double()
    optimizer = torch.optim.SGD([*body.parameters(), *head.parameters()], lr=0.3)
    if broken:
        head = nn.Linear(64, 10).double()
    for step in range(301):
        hidden = body(pixels).detach() if broken else body(pixels)  # (32, 64)
        loss = nn.functional.cross_entropy(head(hidden), labels)  # ()
        if step % 100 == 0:
            print(f"   step {step:3}: {loss.item():.3f}", end="")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print()


for broken in (True, False):
    print("broken" if broken else "mended")
    overfit(broken)
