import torch
from torch import nn

torch.set_default_dtype(torch.float64)
print(
    "steps             ",
    *(f"{length:8}" for length in (1, 10, 50, 1000)),
    "  forget gates alone, 50",
)
for bias in (None, 0.0, 1.0, 4.0):
    norms = []
    for length in (1, 10, 50, 1000):
        torch.manual_seed(1640)
        network = nn.RNN(4, 16) if bias is None else nn.LSTM(4, 16)
        inputs = 0.1 * torch.randn(length, 1, 4)
        start = torch.zeros(1, 1, 16, requires_grad=True)  # (1, B, H)
        if bias is None:
            last = network(inputs, start)[1]  # (1, B, H)
        else:
            with torch.no_grad():
                network.bias_ih_l0[16:32] = bias  # (1)!
                network.bias_hh_l0[16:32] = 0
            last = network(inputs, (torch.zeros(1, 1, 16), start))[1][1]  # (1, B, H)
        last.sum().backward()
        norms.append(start.grad.norm().item())
    name = "RNN" if bias is None else f"LSTM, bias {bias}"
    alone = "" if bias is None else f"{4 * torch.tensor(bias).sigmoid().item() ** 50:10.1e}"
    print(f"{name:18}", *(f"{norm:8.1e}" for norm in norms), alone)
