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
optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
rates = torch.logspace(-2, 1.5, 300).tolist()
losses = []
for rate in rates:
    optimizer.param_groups[0]["lr"] = rate  # (1)!
    batch = torch.randint(1197, (64,), generator=generator)  # (64,)
    loss = nn.functional.cross_entropy(network(pixels[batch]), labels[batch])  # ()
    losses.append(loss.item())
    if loss.item() > 1.5 * losses[0]:
        break
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

smooth = [sum(losses[i - 4 : i + 1]) / 5 for i in range(4, len(losses))]
rise = next(i for i, mean in enumerate(smooth) if mean > 1.2 * min(smooth[: i + 1]))
turn = rates[smooth.index(min(smooth[:rise])) + 4]
print(f"start {losses[0]:.1f}, lowest before the first rise at lr {turn:.1f}")
figure, axes = plt.subplots(figsize=(6.2, 3.6), layout="tight")
axes.plot(rates[: len(losses)], losses, lw=1, label="loss")
axes.plot(rates[4 : len(losses)], smooth, lw=2.5, label="mean of 5")
axes.axvline(turn, ls="--", color="C2", label="turn")
axes.set(xscale="log", xlabel="lr", ylabel="loss", ylim=(0, 4))
axes.legend(frameon=False)
figure.savefig("range.svg")
