import torch
from torch import nn


class Standardize(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(3))
        self.register_buffer("mean", torch.zeros(3))  # (1)!
        self.register_buffer("last", torch.zeros(3), persistent=False)  # (2)!
        self.plain = torch.zeros(3)

    def forward(self, inputs):
        return (inputs - self.mean) * self.scale


model = Standardize()
print("parameters:", [name for name, _ in model.named_parameters()])
print("buffers:", [name for name, _ in model.named_buffers()])
print("state_dict:", list(model.state_dict()))
model.double()
for name in ("scale", "mean", "last", "plain"):
    print(f"{name:6} {getattr(model, name).dtype}")
