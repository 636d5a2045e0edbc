import torch
from torch import nn

torch.manual_seed(1640)
model = nn.Linear(4, 2)
torch.save(model.state_dict(), "model.pt")

other = nn.Linear(4, 2)
state = torch.load("model.pt", map_location="cpu", weights_only=True)
print(other.load_state_dict(state))
difference = (other.weight - model.weight).abs().max().item()
print("largest difference:", difference)
