import matplotlib.pyplot as plt
import torch
from torch.func import grad, vmap


def f(x):
    return torch.sin(x) * torch.exp(-x / 4)


x = torch.linspace(0, 10, 200, dtype=torch.float64)  # (200,)
first, second = vmap(grad(f))(x), vmap(grad(grad(f)))(x)  # (200,), (200,)
figure, axes = plt.subplots(figsize=(6.5, 3.6))
for name, values in {"f": f(x), "f'": first, "f''": second}.items():
    axes.plot(x, values, label=name)
axes.axhline(0, color="#888888", lw=0.8)
axes.legend()
figure.tight_layout()
figure.savefig("stacked.svg")
