import math

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(1640)
inputs = torch.rand(8, 4)  # (8, 4)
targets = torch.randint(3, (8,))  # (8,)
model = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 3))
optimizer = torch.optim.AdamW(model.parameters(), lr=0.05)

losses = []
for _ in range(200):
    probabilities = model(inputs).softmax(dim=1)  # (1)!
    loss = F.cross_entropy(probabilities, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

floor = math.log(math.e + 2) - 1  # (2)!
print(f"the lowest loss that can be reached: {floor:.4f}")
print(f"the loss fell: {losses[-1] < losses[0]}")
print(f"the loss of 8 samples fell below 0.01: {losses[-1] < 0.01}")
