import warnings

import torch
from torch import nn

torch.manual_seed(0)
inputs = torch.rand(64, 1, dtype=torch.float64)  # (64, 1)
targets = 3 * inputs[:, 0]  # (64,)
model = nn.Linear(1, 1).double()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("default")
    for _ in range(300):
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(inputs), targets)  # (1)!
        loss.backward()
        optimizer.step()

print(f"learned: {model.weight.item():.4f} x + {model.bias.item():.4f}, loss {loss.item():.4f}")
print(f"mean of the targets: {targets.mean():.4f}, variance {targets.var(correction=0):.4f}")
print("warnings:", len(caught))
