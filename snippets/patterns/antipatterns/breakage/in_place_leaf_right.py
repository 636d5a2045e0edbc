import torch
from torch import nn

from hanli.data import digits

images, labels = digits()
inputs = images.double().flatten(1)  # (N, 64)
weight = torch.zeros(64, 10, dtype=torch.float64, requires_grad=True)  # (64, 10)

for _ in range(20):
    loss = nn.functional.cross_entropy(inputs @ weight, labels)
    loss.backward()
    with torch.no_grad():
        weight -= 0.5 * weight.grad
    weight.grad = None

print(f"loss {loss.item():.4f}, leaf: {weight.is_leaf}")
