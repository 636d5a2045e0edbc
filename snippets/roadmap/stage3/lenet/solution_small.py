import torch
from torch import nn

model = nn.Sequential(
    nn.Conv2d(3, 6, 5),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(6, 16, 5),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.LazyLinear(120),  # (1)!
    nn.ReLU(),
    nn.Linear(120, 84),
    nn.ReLU(),
    nn.Linear(84, 10),
)
print("48x48 color pictures:", tuple(model(torch.zeros(2, 3, 48, 48)).shape))
print("in_features", model[7].in_features)
print("first layer", sum(parameter.numel() for parameter in model[0].parameters()))
print("together", sum(parameter.numel() for parameter in model.parameters()))
