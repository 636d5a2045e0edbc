import torch
from torch import nn

torch.set_default_dtype(torch.float64)
print(
    "steps               ",
    *(f"{length:8}" for length in (1, 10, 50, 1000)),
    "  forget gates alone, 50",
)
for bias, width in ((None, 16), (0.0, 16), (1.0, 16), (4.0, 16), (4.0, 64)):
    norms = []
    for length in (1, 10, 50, 1000):
        torch.manual_seed(1640)
        network = nn.RNN(4, width) if bias is None else nn.LSTM(4, width)
        inputs = 0.1 * torch.randn(length, 1, 4)
        start = torch.zeros(1, 1, width, requires_grad=True)  # (1, 1, width)
        if bias is None:
            last = network(inputs, start)[1]  # (1, 1, width)
        else:
            with torch.no_grad():
                network.bias_ih_l0[width : 2 * width] = bias  # (1)!
                network.bias_hh_l0[width : 2 * width] = 0
            last = network(inputs, (torch.zeros_like(start), start))[1][1]  # (1, 1, width)
        last.sum().backward()
        norms.append(start.grad.norm().item())
    name = "RNN" if bias is None else f"LSTM, bias {bias}, H={width}"
    alone = (
        "" if bias is None else f"{width**0.5 * torch.tensor(bias).sigmoid().item() ** 50:10.1e}"
    )
    print(f"{name:20}", *(f"{norm:8.1e}" for norm in norms), alone)
