import torch
from torch import nn
from torch.nn.functional import cross_entropy

torch.manual_seed(31)
model = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 3))
x, y = torch.randn(64, 8), torch.randint(3, (64,))  # (64, 8), (64,)


def gradient(divisor, parts):
    model.zero_grad()
    for part in torch.arange(64).chunk(parts):  # (1)!
        (cross_entropy(model(x[part]), y[part]) / divisor).backward()
    return torch.cat([parameter.grad.flatten() for parameter in model.parameters()])


whole = gradient(divisor=1, parts=1)
for parts, divisor in ((2, 2), (4, 4), (2, 1), (4, 1)):
    found = gradient(divisor, parts)
    error = ((found - whole).norm() / whole.norm()).item()
    print(f"{parts} parts, each mean divided by {divisor}: off by {error:.6f}")
