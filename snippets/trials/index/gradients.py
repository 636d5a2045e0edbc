import matplotlib.pyplot as plt
import torch
from torch import nn


def gradient_norms(activation: type[nn.Module]) -> list[float]:
    torch.manual_seed(1640)
    blocks = [layer for _ in range(8) for layer in (nn.Linear(32, 32), activation())]
    model = nn.Sequential(*blocks, nn.Linear(32, 1))
    model(torch.rand(64, 32)).square().mean().backward()
    linears = [layer for layer in model if isinstance(layer, nn.Linear)]
    return [linear.weight.grad.norm().item() for linear in linears]  # (1)!


norms = {"Sigmoid": gradient_norms(nn.Sigmoid), "ReLU": gradient_norms(nn.ReLU)}
figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
for name, values in norms.items():
    axes.semilogy(range(1, 10), values, marker="o", label=name)  # (2)!
axes.set(xlabel="layer, from the input", ylabel="norm of the gradient")
axes.legend()
figure.savefig("gradients.svg")

for name, values in norms.items():
    starved = values[0] < values[-1] / 1000
    print(f"{name}: the first layer gets under a thousandth of the last: {starved}")
