import torch
from torch import nn

torch.manual_seed(1640)
rnn = nn.RNN(1, 4, batch_first=True).double()
for cut in (False, True):
    inputs = torch.ones(1, 6, 1, dtype=torch.float64, requires_grad=True)  # (1, 6, 1)
    _, hidden = rnn(inputs[:, :3])
    if cut:
        hidden = hidden.detach()  # (1, 1, 4)
    _, hidden = rnn(inputs[:, 3:], hidden)
    hidden.sum().backward()
    slopes = " ".join(f"{slope:7.4f}" for slope in inputs.grad.flatten())
    print(f"detach {cut!s:5}  sum {hidden.sum():.4f}  gradients {slopes}")
