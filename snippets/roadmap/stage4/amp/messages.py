import warnings

import torch
from torch import nn


def training():
    layer = nn.Linear(4, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu")
    scaler.scale(layer(torch.rand(3, 4)).mean()).backward()
    return layer, optimizer, scaler


def unscale(after_step):
    _, optimizer, scaler = training()
    scaler.step(optimizer) if after_step else scaler.unscale_(optimizer)
    scaler.unscale_(optimizer)


def half_weights():
    layer, optimizer, scaler = training()
    layer.half()
    scaler.unscale_(optimizer)


cases = {
    "twice": lambda: unscale(after_step=False),
    "after step": lambda: unscale(after_step=True),
    "update": lambda: training()[2].update(),
    "half": half_weights,
    "outside": lambda: nn.Linear(4, 1)(torch.rand(3, 4).bfloat16()),
    "numpy": lambda: torch.ones(2).bfloat16().numpy(),
    "mask": lambda: torch.ones(2).half().masked_fill(torch.tensor([True, False]), -1e20),
    "old autocast": lambda: torch.cuda.amp.autocast(),
    "old scaler": lambda: torch.cuda.amp.GradScaler(),
}
warnings.simplefilter("error")
for name, case in cases.items():
    try:
        case()
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {str(error).split(' Please')[0]}")
