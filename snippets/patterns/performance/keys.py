import torch
from torch import nn


def network():
    return nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3)).eval()


wrapped = torch.compile(network())  # (1)!
print("torch.compile(model):", list(wrapped.state_dict())[:2])

model = network()
model.compile()  # (2)!
print("model.compile():     ", list(model.state_dict())[:2])

torch.save(model.state_dict(), "right.pt")
torch.save(wrapped.state_dict(), "wrong.pt")
print(network().load_state_dict(torch.load("right.pt")))
network().load_state_dict(torch.load("wrong.pt"))
