import matplotlib.pyplot as plt
import torch
from torch import nn


def gradient_norms(activation: type[nn.Module], he: bool = False) -> list[float]:
    torch.manual_seed(1640)
    blocks = [layer for _ in range(8) for layer in (nn.Linear(32, 32), activation())]
    model = nn.Sequential(*blocks, nn.Linear(32, 1))
    linears = [layer for layer in model if isinstance(layer, nn.Linear)]
    if he:
        for linear in linears:
            nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")  # (1)!
    model(torch.rand(64, 32)).square().mean().backward()
    return [linear.weight.grad.norm().item() for linear in linears]  # (2)!


norms = {
    "Sigmoid": gradient_norms(nn.Sigmoid),
    "ReLU": gradient_norms(nn.ReLU),
    "ReLU, He": gradient_norms(nn.ReLU, he=True),
}
figure, axes = plt.subplots(figsize=(5, 3.4), layout="constrained")
for name, values in norms.items():
    axes.semilogy(range(1, len(values) + 1), values, marker="o", label=name)  # (3)!
    print(f"{name:8}  last layer / first layer: {values[-1] / values[0]:.0e}")
axes.set_xlabel("layer, from the input", fontsize=13)
axes.set_ylabel("norm of the gradient", fontsize=13)
axes.tick_params(labelsize=12)
axes.legend(fontsize=12)
figure.savefig("gradients.svg")
