import torch
from torch import nn

torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
pixels = torch.rand(5, 1, 8, 8)  # (5, 1, 8, 8)
print("logits", tuple(model(pixels).shape))
for name, parameter in model.named_parameters():
    print(name, tuple(parameter.shape), parameter.numel(), "numbers")
print("together", sum(parameter.numel() for parameter in model.parameters()))
