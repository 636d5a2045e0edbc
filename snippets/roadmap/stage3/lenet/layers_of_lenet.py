import torch
from torch import nn

model = nn.Sequential(
    nn.Conv2d(1, 6, 5, padding=2),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Conv2d(6, 16, 5),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(400, 120),
    nn.ReLU(),
    nn.Linear(120, 84),
    nn.ReLU(),
    nn.Linear(84, 10),
)

outputs = torch.zeros(32, 1, 28, 28)  # (32, 1, 28, 28)
for layer in model:
    outputs = layer(outputs)
    count = sum(parameter.numel() for parameter in layer.parameters())
    if not isinstance(layer, nn.ReLU):  # (1)!
        print(f"{type(layer).__name__:10} {tuple(outputs.shape)!s:18} {count:6} parameters")
print("together", sum(parameter.numel() for parameter in model.parameters()))
