import torch
from torch import nn

signal = torch.tensor([[[1, 2, 3, 4, 5, 6, 7]]], dtype=torch.float64)  # (1, 1, 7)
settings = [{}, {"padding": 1}, {"stride": 2}, {"dilation": 2}]
for setting in settings:
    layer = nn.Conv1d(1, 1, 3, bias=False, **setting).double()
    with torch.no_grad():
        layer.weight.fill_(1)
        output = layer(signal)[0, 0]
    print(f"{setting!s:15} {len(output)} numbers: {output.tolist()}")
