import torch
from torch import nn, optim

model = nn.Linear(1, 1)
optimizer = optim.Adam(model.parameters())
model(torch.ones(1, 1)).sum().backward()
optimizer.step()
parts = {"epoch": 1, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
torch.save(parts, "checkpoint.pt")
checkpoint = torch.load("checkpoint.pt", weights_only=True)
print(checkpoint["epoch"], list(checkpoint["model"]))
print(checkpoint["optimizer"]["state"][0])
