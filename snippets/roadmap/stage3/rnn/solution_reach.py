import math

import torch
from torch import nn

torch.set_default_dtype(torch.float64)


def norm(gain, length):
    torch.manual_seed(1640)
    rnn = nn.RNN(1, 16, bias=False, batch_first=True)
    nn.init.orthogonal_(rnn.weight_hh_l0, gain)
    start = torch.zeros(1, 1, 16, requires_grad=True)  # (1, 1, H)
    rnn(torch.zeros(1, length, 1), start)[1].sum().backward()
    return start.grad.norm().item()


for gain in (0.5, 0.8, 0.95):
    length = 1
    while norm(gain, length) >= 0.01 * 4:
        length += 1
    print(f"gain {gain}: {length} steps, formula {math.log(0.01) / math.log(gain):.1f}")
