import matplotlib.pyplot as plt
import torch
from torch.nn import functional as F

x = torch.linspace(-3, 3, 301, dtype=torch.float64)  # (301,)
functions = {
    "ReLU": torch.relu,
    "softplus": F.softplus,
    "round,\nstraight through": lambda x: x + (x.round() - x).detach(),
}
figure, panels = plt.subplots(1, 3, figsize=(6.6, 2.8), sharex=True)
for axes, (name, f) in zip(panels, functions.items(), strict=True):
    x = x.detach().requires_grad_()
    y = f(x)
    (slope,) = torch.autograd.grad(y.sum(), x)
    axes.plot(x.detach(), y.detach(), color="#1e3a8a", label="value")
    axes.plot(x.detach(), slope, color="#b91c1c", ls="--", label="gradient")
    axes.set_title(name, fontsize=12)
panels[0].legend()
figure.tight_layout()
figure.savefig("slopes.svg")
