import matplotlib.pyplot as plt
import torch

figure, axes = plt.subplots(figsize=(5, 4))
curve_at = torch.linspace(0, 2.6, 100)  # (100,)
line_at = torch.linspace(1.4, 2.6, 2)  # (2,)

for power, color, place in ((2, "#0072B2", (2.05, 2.6)), (3, "#C25100", (1.1, 8.4))):
    x = torch.tensor(2.0, requires_grad=True)  # ()
    y = x**power  # ()
    y.backward()
    slope = x.grad.item()
    print(f"x^{power} at 2: height {y.item():g}, slope {slope:g}")
    axes.plot(curve_at, curve_at**power, color=color, lw=2.5)
    axes.plot(line_at, y.item() + slope * (line_at - 2), color="#333333", lw=1.5, ls="--")
    axes.plot(2, y.item(), "o", color=color, ms=9)
    axes.text(*place, f"$x^{power}$, slope {slope:g}", fontsize=15, color=color)

axes.set(xlim=(0, 2.8), ylim=(0, 14), xticks=(0, 1, 2), yticks=(0, 4, 8, 12))
axes.tick_params(labelsize=13)
axes.set_xlabel("x", fontsize=14)
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("tangents.svg")
