import warnings

import torch
from torch import nn

torch.manual_seed(0)
inputs = torch.rand(64, 1, dtype=torch.float64)  # (64, 1)
targets = 3 * inputs[:, 0]  # (64,)
model = nn.Linear(1, 1).double()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
loss_function = nn.MSELoss()

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(300):
        optimizer.zero_grad()
        loss = loss_function(model(inputs), targets)  # (1)!
        loss.backward()
        optimizer.step()

print(f"learned: {model.weight.item():.4f} x + {model.bias.item():.4f}, loss {loss.item():.4f}")
print(f"variance of the targets: {targets.var(correction=0).item():.4f}")
print(str(caught[0].message).split(". ")[0])
