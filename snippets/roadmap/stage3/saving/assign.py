import torch
from torch import nn

torch.save(nn.Linear(2, 1).state_dict(), "model.pt")
state = torch.load("model.pt", weights_only=True, mmap=True)  # (1)!
with torch.device("meta"):
    model = nn.Linear(2, 1)
print("created", model.weight.device)
model.load_state_dict(state, assign=True)
print("loaded ", model.weight.device, type(model.weight).__name__, model.weight.requires_grad)
