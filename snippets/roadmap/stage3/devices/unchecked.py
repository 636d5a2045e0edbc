import torch
from torch import nn

pictures = torch.rand(2, 3, 8, 8)  # (2, 3, 8, 8)
for layer in (nn.Conv2d(3, 4, 3), nn.Linear(8, 4, bias=False), nn.Linear(8, 4)):
    try:
        print(f"{layer}\n  no error, outputs on {layer.to('meta')(pictures).device}")
    except RuntimeError as error:
        print(f"{layer}\n  {error}")
