import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels, labels = images[:32].flatten(1).double(), labels[:32]  # (32, 64), (32,)


def overfit(broken, rate):
    torch.manual_seed(1640)
    first, second, head = (nn.Linear(64, size).double() for size in (64, 64, 10))
    weights = [*first.parameters(), *second.parameters(), *head.parameters()]
    optimizer = torch.optim.SGD(weights, lr=rate)
    if broken:
        head = nn.Linear(64, 10).double()
    for step in range(301):
        hidden = torch.relu(first(pixels))  # (32, 64)
        hidden = torch.relu(second(hidden.detach() if broken else hidden))  # (32, 64)
        loss = nn.functional.cross_entropy(head(hidden), labels)  # ()
        if step % 100 == 0:
            print(f"   step {step:3}: {loss.item():.3f}", end="")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print()


for rate in (0.3, 3):
    for broken in (True, False):
        print("broken" if broken else "fixed", "with lr", rate)
        overfit(broken, rate)
