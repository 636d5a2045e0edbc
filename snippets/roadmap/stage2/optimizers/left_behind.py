import torch
from torch import nn

torch.manual_seed(1640)
model = nn.Linear(2, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model = nn.Linear(2, 1)  # (1)!
print("before:", [round(x, 4) for x in model.weight.flatten().tolist()])
model(torch.ones(4, 2)).sum().backward()
optimizer.step()
print("after: ", [round(x, 4) for x in model.weight.flatten().tolist()])
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
optimizer.step()
print("fixed: ", [round(x, 4) for x in model.weight.flatten().tolist()])
