import matplotlib.pyplot as plt
import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2 + noise  # (1000,)
floor = noise.square().mean().item()

figure, axes = plt.subplots(figsize=(6.4, 4))
for lr, color, place in ((0.1, "#0072B2", (45, 0.05)), (0.01, "#C25100", (150, 0.3))):
    weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
    losses = []
    for _ in range(500):
        loss = (features @ weights + bias - targets).square().mean()  # ()
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, (weights, bias))
        with torch.no_grad():
            weights -= lr * gradients[0]  # (3,)
            bias -= lr * gradients[1]  # ()
    axes.semilogy(losses, color=color, lw=2.5)
    axes.text(*place, f"lr {lr}", color=color, fontsize=14)
axes.axhline(floor, color="#333333", ls="--")
axes.text(350, floor * 1.2, f"noise {floor:.4f}", fontsize=13)
axes.set_xlabel("step", fontsize=13)
axes.set_ylabel("loss", fontsize=13)
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("curves.svg")
