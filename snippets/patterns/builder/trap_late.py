import torch
from torch import nn

from hanli.builder import describe

specs = [
    {"type": "conv2d", "channels": 8, "stride": 2},
    {"type": "pooling"},
    {"type": "flatten"},
    {"type": "linear", "features": 10},
]

width, layers = 1, []  # (1)!
for spec in specs:
    if spec["type"] == "conv2d":
        layers.append(nn.Conv2d(width, spec["channels"], 3, spec["stride"], 1))
        width = spec["channels"]
    elif spec["type"] == "pooling":
        layers.append(nn.MaxPool2d(2))
    elif spec["type"] == "flatten":
        layers.append(nn.Flatten())
    else:
        layers.append(nn.Linear(width, spec["features"]))
model = nn.Sequential(*layers)
print("built:", [type(layer).__name__ for layer in model])

try:
    model(torch.rand(2, 1, 8, 8))
except RuntimeError as error:
    print(error)

print(describe({"input": [1, 8, 8], "layers": specs}))
