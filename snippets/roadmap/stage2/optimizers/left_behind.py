import torch
from torch import nn

model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model = nn.Linear(8, 1)  # a new net; the optimizer still holds the old one
before = model.weight.detach().clone()  # (1, 8)
optimizer.zero_grad()
model(torch.ones(4, 8)).sum().backward()
optimizer.step()
print("the weight has moved:", not torch.equal(model.weight, before))
