import torch
from torch import nn

for optimizer_class in (torch.optim.Adam, torch.optim.AdamW):
    torch.manual_seed(1640)
    positions = nn.Embedding(6, 4).double()
    start = positions.weight.detach().clone()  # (6, 4)
    optimizer = optimizer_class(positions.parameters(), lr=0.01)
    for _ in range(100):
        loss = (positions(torch.arange(4)) - 1).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    moved = (positions.weight - start).norm(dim=1) / start.norm(dim=1)  # (6,)
    print(f"{optimizer_class.__name__:5}", [f"{value:.2f}" for value in moved.tolist()])
try:
    positions(torch.arange(7))
except IndexError as error:
    print("IndexError:", error)
