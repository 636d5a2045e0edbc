import copy

import torch
from torch import nn

model = nn.Linear(2, 1)
with torch.no_grad():
    model.bias.fill_(1)
state = model.state_dict()
copied = copy.deepcopy(state)
with torch.no_grad():
    model.bias.fill_(9)
print("state ", state["bias"].item())
print("copied", copied["bias"].item())
