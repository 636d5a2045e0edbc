import torch
from torch import nn, optim

torch.manual_seed(1640)
x = torch.rand(64, 8, dtype=torch.float64)  # (64, 8)
y = x.sum(dim=1, keepdim=True)  # (64, 1)

model = nn.Linear(8, 1).double()
optimizer = optim.SGD(model.parameters(), lr=0.01)
optimizer = optim.Adam(model.parameters(), lr=0.01)
optimizer = optim.Adagrad(model.parameters(), lr=0.01)
print("the loop would use:", type(optimizer).__name__)  # (1)!

for kind in (optim.SGD, optim.Adam, optim.Adagrad):
    optimizer = kind(model.parameters(), lr=0.01)  # (2)!
    for step in range(40):
        loss = nn.functional.mse_loss(model(x), y)  # ()
        if step == 0:
            print(f"{kind.__name__:7} starts with the loss {loss.item():.4f}")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
