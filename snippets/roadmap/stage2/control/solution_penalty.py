import torch
from torch import nn

torch.manual_seed(1640)
critic = nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 1)).double()
points = torch.randn(64, 2, dtype=torch.float64)  # (64, 2)


def steepness(create_graph):
    x = points.clone().requires_grad_()  # (64, 2)
    slopes = torch.autograd.grad(critic(x).sum(), x, create_graph=create_graph)[0]  # (64, 2)
    return slopes.norm(dim=1)  # (64,)


optimizer = torch.optim.Adam(critic.parameters(), lr=0.02)
before = ((steepness(False) - 1) ** 2).mean().item()
for _ in range(100):
    penalty = ((steepness(True) - 1) ** 2).mean()
    optimizer.zero_grad()
    penalty.backward()
    optimizer.step()
after = ((steepness(False) - 1) ** 2).mean().item()
print(f"penalty before {before:.4f}, after {after:.4f}")
try:
    steepness(False).mean().backward()
except RuntimeError as error:
    print("without create_graph:", error)
