import matplotlib.pyplot as plt
import torch

generator = torch.Generator().manual_seed(1640)
x = 1 + torch.randn(200, generator=generator, dtype=torch.float64)  # (200,)
y = 2 * x - 1 + 0.1 * torch.randn(200, generator=generator, dtype=torch.float64)  # (200,)


def loss_at(weight, bias):
    return (weight.unsqueeze(-1) * x + bias.unsqueeze(-1) - y).square().mean(dim=-1)  # (1)!


def path(lr, steps=40):
    place = torch.tensor([-1.0, 2.0], dtype=torch.float64, requires_grad=True)  # (2,)
    visited = [place.tolist()]
    for _ in range(steps):
        slope = torch.autograd.grad(loss_at(place[0], place[1]), place)[0]  # (2,)
        place = (place - lr * slope).detach().requires_grad_()  # (2,)
        visited.append(place.tolist())
    return torch.tensor(visited)  # (41, 2)


weights = torch.linspace(-1.5, 4, 60, dtype=torch.float64)  # (60,)
biases = torch.linspace(-3, 3, 60, dtype=torch.float64).unsqueeze(1)  # (60, 1)
heights = loss_at(weights, biases)  # (60, 60)
figure, axes = plt.subplots(figsize=(6.4, 4.6))
axes.contour(weights, biases.squeeze(), heights, [0.1, 0.5, 1.5, 4, 9, 16], colors="#888888")
for lr, color in ((0.02, "#009E73"), (0.1, "#0072B2"), (0.35, "#D55E00")):
    visited = path(lr)  # (41, 2)
    axes.plot(*visited.T, "o-", color=color, ms=4, lw=1.5, label=f"lr {lr}")
    away = (visited[-1] - torch.tensor([2.0, -1.0])).norm()
    print(f"lr {lr:4}: after 40 steps {away:.4f} from the truth")
axes.plot(2, -1, "k*", ms=16)
axes.legend(fontsize=13, frameon=False)
axes.set_xlabel("weight", fontsize=13)
axes.set_ylabel("bias", fontsize=13)
figure.tight_layout()
figure.savefig("paths.svg")
