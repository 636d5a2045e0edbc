import matplotlib.pyplot as plt
import torch

generator = torch.Generator().manual_seed(1640)
x = 1 + torch.randn(60, generator=generator, dtype=torch.float64)  # (60,)
y = 2 * x - 1 + 0.5 * torch.randn(60, generator=generator, dtype=torch.float64)  # (60,)
weight = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()

figure, axes = plt.subplots(figsize=(6.4, 4))
axes.plot(x, y, "o", color="#888888", ms=5)
colors = {0: "#009E73", 5: "#D55E00", 50: "#0072B2"}
for step in range(51):
    if step in colors:
        ends = torch.tensor([-1.5, 3.5], dtype=torch.float64)  # (2,)
        line = (weight * ends + bias).detach()  # (2,)
        axes.plot(ends, line, color=colors[step], lw=2.5, label=f"step {step}")
        print(f"step {step:2}: y = {weight.item():.2f} x + {bias.item():.2f}")
    loss = (weight * x + bias - y).square().mean()  # ()
    slopes = torch.autograd.grad(loss, (weight, bias))
    with torch.no_grad():
        weight -= 0.1 * slopes[0]  # ()
        bias -= 0.1 * slopes[1]  # ()
axes.legend(fontsize=13, frameon=False)
axes.set_xlabel("x", fontsize=13)
axes.set_ylabel("y", fontsize=13)
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("line.svg")
