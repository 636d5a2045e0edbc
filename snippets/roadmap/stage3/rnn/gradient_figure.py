import matplotlib.pyplot as plt
import torch
from torch import nn

torch.set_default_dtype(torch.float64)
lengths = range(1, 51)
figure, axes = plt.subplots(figsize=(6.4, 3.6), layout="tight")
for gain, mark in ((2.0, "^-"), (1.0, "o-"), (0.5, "s-")):
    norms = []
    for length in lengths:
        torch.manual_seed(1640)
        rnn = nn.RNN(4, 16, bias=False, batch_first=True)
        nn.init.orthogonal_(rnn.weight_hh_l0, gain)
        inputs = 0.1 * torch.randn(1, length, 4)
        start = torch.zeros(1, 1, 16, requires_grad=True)  # (1, 1, H)
        rnn(inputs, start)[1].sum().backward()
        norms.append(start.grad.norm().item())
    axes.plot(lengths, norms, mark, ms=4, markevery=7, label=f"gain {gain}")
axes.set(yscale="log", xlabel="number of steps", ylabel="norm of the gradient")
axes.legend(frameon=False)
figure.savefig("gradient.svg")
