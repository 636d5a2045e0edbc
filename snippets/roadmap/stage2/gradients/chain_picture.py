import matplotlib.pyplot as plt
import torch

x = torch.tensor(2.0, requires_grad=True)
y = 3 * x + 1
z = y**2
for tensor in (y, z):
    tensor.retain_grad()
z.backward()

figure, axes = plt.subplots(figsize=(8, 3))
for place, (name, tensor) in enumerate({"x": x, "y = 3x + 1": y, "z = y²": z}.items()):
    left = 3 * place
    axes.add_patch(plt.Rectangle((left, 0), 1.7, 1.2, fc="#dbeafe", ec="#1e3a8a", lw=1.5))
    axes.text(left + 0.85, 0.82, name, ha="center", va="center", fontsize=13)
    axes.text(left + 0.85, 0.35, f"{tensor.item():g}", ha="center", va="center", fontsize=13)
    axes.text(
        left + 0.85, -0.4, f"grad {tensor.grad.item():g}", ha="center", fontsize=13, color="#b91c1c"
    )
    if place < 2:
        for start, end, high, color in ((1.75, 2.95, 0.9, "#1e3a8a"), (2.95, 1.75, 0.3, "#b91c1c")):
            arrow = {"arrowstyle": "-|>", "color": color, "lw": 2}
            axes.annotate("", (left + end, high), (left + start, high), arrowprops=arrow)
factors = (x.grad / y.grad, y.grad / z.grad)
for place, factor in enumerate(factors):
    axes.text(
        3 * place + 2.35, -0.1, f"× {factor.item():g}", ha="center", fontsize=13, color="#b91c1c"
    )
for middle in (2.35, 5.35):
    axes.text(middle, 1.05, "forward", ha="center", fontsize=13, color="#1e3a8a")
axes.set(xlim=(-0.2, 7.9), ylim=(-0.7, 1.5))
axes.axis("off")
figure.tight_layout()
figure.savefig("chain.svg")
