import torch
from torch import nn

torch.manual_seed(0)
inputs = torch.rand(64, 1, dtype=torch.float64)  # (64, 1)
targets = 3 * inputs[:, 0]  # (64,)
model = nn.Linear(1, 1).double()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
loss_function = nn.MSELoss()

for _ in range(300):
    optimizer.zero_grad()
    loss = loss_function(model(inputs).squeeze(1), targets)
    loss.backward()
    optimizer.step()

print(f"learned: {model.weight.item():.4f} x + {model.bias.item():.4f}, loss {loss.item():.4f}")
