import torch
from torch import nn

torch.set_default_dtype(torch.float64)
print("length       ", *(f"{length:8}" for length in (1, 10, 50)))
for gain in (0.5, 1.0, 2.0):
    norms = []
    for length in (1, 10, 50):
        torch.manual_seed(1640)
        rnn = nn.RNN(4, 16, bias=False, batch_first=True)
        nn.init.orthogonal_(rnn.weight_hh_l0, gain)  # (1)!
        inputs = 0.1 * torch.randn(1, length, 4)
        start = torch.zeros(1, 1, 16, requires_grad=True)  # (1, 1, H)
        _, final = rnn(inputs, start)
        final.sum().backward()
        norms.append(start.grad.norm().item())
    print(f"gain {gain}     ", *(f"{norm:8.1e}" for norm in norms))
