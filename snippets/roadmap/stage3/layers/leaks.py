import torch
from torch import nn


def change(layer, inputs, sample, others):
    """Change one sample and return by how much the outputs of the other samples change."""
    changed = inputs.clone()
    changed[sample] = 0
    outputs = []
    with torch.no_grad():
        for values in (inputs, changed):
            result = layer.eval()(values)  # (1)!
            outputs.append(result[0] if isinstance(result, tuple) else result)
    return [round(x.abs().max().item(), 2) for x in (outputs[1] - outputs[0])[others]]


inputs = torch.randn(3, 5, 8, generator=torch.Generator().manual_seed(1640))  # (3, 5, 8)
for batch_first in (False, True):
    print("batch_first =", batch_first)
    for build in (nn.RNN, nn.GRU, nn.LSTM, nn.TransformerEncoderLayer):
        torch.manual_seed(1640)
        layer = build(8, 8, batch_first=batch_first)  # (2)!
        first, last = change(layer, inputs, 0, [1, 2]), change(layer, inputs, 2, [0, 1])
        print(f"  {build.__name__:23}  0 to 1 and 2: {first}  2 to 0 and 1: {last}")
