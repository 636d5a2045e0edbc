import torch
from torch import nn

torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
pixels = torch.rand(1, 1, 8, 8)  # (1, 1, 8, 8)
torch.save(model.state_dict(), "model.pt")

other = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))  # (1)!
print("keys  ", list(model.state_dict()))
print("saved ", [round(logit, 4) for logit in model(pixels)[0, :3].tolist()])
print("before", [round(logit, 4) for logit in other(pixels)[0, :3].tolist()])
print(other.load_state_dict(torch.load("model.pt")))
print("after ", [round(logit, 4) for logit in other(pixels)[0, :3].tolist()])
