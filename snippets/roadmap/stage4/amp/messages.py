import warnings

import torch
from torch import nn


def call(*names, half=False):
    layer = nn.Linear(4, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu")
    scaler.scale(layer(torch.rand(3, 4)).mean()).backward()
    if half:
        layer.half()
    for name in names:
        method = getattr(scaler, name)
        method() if name == "update" else method(optimizer)


cases = {
    "twice": lambda: call("unscale_", "unscale_"),
    "after step": lambda: call("step", "unscale_"),
    "update": lambda: call("update"),
    "half": lambda: call("unscale_", half=True),
    "outside": lambda: nn.Linear(4, 1)(torch.rand(3, 4).bfloat16()),
    "numpy": lambda: torch.ones(2).bfloat16().numpy(),
    "mask": lambda: torch.ones(2).half().masked_fill(torch.tensor([True, False]), -1e20),
    "old autocast": lambda: torch.cuda.amp.autocast(),
    "old scaler": lambda: torch.cuda.amp.GradScaler(),
}
with warnings.catch_warnings(action="error"):
    for name, case in cases.items():
        try:
            case()
        except Exception as error:
            print(f"{name}: {type(error).__name__}: {str(error).split(' Please')[0]}")
