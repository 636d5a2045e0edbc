import torch
from torch import nn

inputs = torch.rand(3, 5, 2)  # (B, T, C)
changed = inputs.clone()  # (B, T, C)
changed[0] += 1  # only sample 0
for batch_first in (True, False):
    torch.manual_seed(1640)
    rnn = nn.RNN(2, 4, batch_first=batch_first)
    outputs, final = rnn(inputs)
    difference = (rnn(changed)[0] - outputs).abs().amax(dim=(1, 2))  # (B,)
    print(f"batch_first={batch_first!s:5} final {tuple(final.shape)}", (difference > 0).tolist())
