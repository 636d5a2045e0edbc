import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels = images.flatten(1).double()  # (N, 64)
generator = torch.Generator().manual_seed(1640)
torch.manual_seed(1640)
layers = [nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)]
network = nn.Sequential(*layers).double()
optimizer = torch.optim.SGD(network.parameters(), lr=1e-3)
rates = torch.logspace(-3, 1.5, 100).tolist()
losses = []
for rate in rates:
    optimizer.param_groups[0]["lr"] = rate  # (1)!
    batch = torch.randint(1197, (64,), generator=generator)  # (64,)
    loss = nn.functional.cross_entropy(network(pixels[batch]), labels[batch])  # ()
    losses.append(loss.item())
    if loss.item() > 4 * losses[0]:
        break
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

smooth = [sum(losses[i - 4 : i + 1]) / 5 for i in range(4, len(losses))]
lowest = smooth.index(min(smooth))
print(f"start {losses[0]:.1f}, lowest mean at lr {rates[lowest + 4]:.2f}")
figure, axes = plt.subplots(figsize=(6.2, 3.6), layout="tight")
axes.plot(rates[: len(losses)], losses, lw=1, label="loss")
axes.plot(rates[4 : len(losses)], smooth, lw=2.5, label="mean of 5")
axes.axvline(rates[lowest + 4] / 5, ls="--", color="C2", label="lowest / 5")
axes.set(xscale="log", xlabel="lr", ylabel="loss", ylim=(0, 6))
axes.legend(frameon=False)
figure.savefig("range.svg")
