import torch
from torch import nn


class CenterAndScale(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(3))
        self.register_buffer("mean", torch.zeros(3))  # (1)!
        self.register_buffer("positions", torch.arange(3.0), persistent=False)  # (2)!
        self.count = nn.Buffer(torch.tensor(0))  # (3)!
        self.plain = torch.zeros(3)

    def forward(self, inputs):
        return (inputs - self.mean) * self.scale


model = CenterAndScale()
print("parameters:", [name for name, _ in model.named_parameters()])
print("buffers:", [name for name, _ in model.named_buffers()])
print("state_dict:", list(model.state_dict()))
model.double()
for name in ("scale", "mean", "positions", "count", "plain"):
    print(f"{name:9} {getattr(model, name).dtype}")
