import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(1640)
inputs = torch.rand(8, 4)  # (8, 4)
targets = torch.randint(3, (8,))  # (8,)
model = nn.Sequential(nn.Linear(4, 32), nn.Tanh(), nn.Linear(32, 3))
optimizer = torch.optim.AdamW(model.parameters(), lr=0.05)

for _ in range(200):  # (1)!
    logits = model(inputs)  # (8, 3)
    loss = F.cross_entropy(logits, targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

print(f"the loss of 8 samples fell below 0.01: {loss.item() < 0.01}")
