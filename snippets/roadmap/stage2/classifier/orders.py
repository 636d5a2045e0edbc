import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels, targets = images[:1000].double(), labels[:1000]  # (1000, 1, 8, 8), (1000,)


def train(order):
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    losses = []
    for _ in range(50):
        if order == "zero_grad first":
            optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(pixels), targets)  # ()
        losses.append(loss.item())
        loss.backward()
        if order == "zero_grad between":
            optimizer.zero_grad()
        optimizer.step()
        if order == "zero_grad last":
            optimizer.zero_grad()
    return losses


for order in ("zero_grad first", "zero_grad last", "zero_grad between"):
    losses = train(order)
    print(f"{order:18} first loss {losses[0]:.4f}   last loss {losses[-1]:.4f}")
