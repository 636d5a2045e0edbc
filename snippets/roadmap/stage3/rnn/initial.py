import torch
from torch import nn

rnn = nn.RNN(2, 4, batch_first=True)
inputs = torch.rand(3, 5, 2)  # (B, T, C)
zeros = torch.zeros(1, 3, 4)  # (1, B, H)
print("difference:", (rnn(inputs)[1] - rnn(inputs, zeros)[1]).abs().max().item())
rnn.double()
print("without h0:", rnn(inputs.double())[1].dtype)
try:
    rnn(inputs.double(), zeros)
except RuntimeError as error:
    print(f"with float32 h0: {type(error).__name__}: {error}")
