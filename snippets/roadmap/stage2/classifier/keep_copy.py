from copy import deepcopy

import torch
from torch import nn

torch.manual_seed(1640)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
wrong = model.state_dict()
right = deepcopy(model.state_dict())  # (1)!
model(torch.ones(1, 1)).sum().backward()
optimizer.step()
print("wrong", round(wrong["bias"].item(), 4), "  right", round(right["bias"].item(), 4))
