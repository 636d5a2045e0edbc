import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels, targets = images[:64].flatten(1).double(), labels[:64]  # (64, 64), (64,)

figure, axes = plt.subplots(figsize=(6.2, 3.6), layout="tight")
for gain, mark in ((0.5, "v"), (1.0, "o"), (2.0, "^")):
    torch.manual_seed(1640)
    linears = [nn.Linear(64, 64).double() for _ in range(10)]
    for linear in linears:
        nn.init.normal_(linear.weight, std=gain * (2 / 64) ** 0.5)
    head = nn.Linear(64, 10).double()
    hidden, outputs = pixels, []
    for linear in linears:
        output = linear(hidden)  # (64, 64)
        output.retain_grad()  # (1)!
        outputs.append(output)
        hidden = torch.relu(output)  # (64, 64)
    nn.functional.cross_entropy(head(hidden), targets).backward()
    norms = [output.grad.norm().item() for output in outputs]
    axes.plot(range(10), norms, mark + "-", label=f"{gain} * sqrt(2 / 64)")
    print(f"gain {gain}: layer 0 {norms[0]:.0e}   layer 9 {norms[9]:.0e}")
axes.set(yscale="log", xlabel="layer", ylabel="norm of the output's grad")
axes.legend(frameon=False)
figure.savefig("depth.svg")
