import weakref

import matplotlib.pyplot as plt
from torch import nn
from torch.autograd.graph import saved_tensors_hooks

from hanli.data import digits


class Saved:
    def __init__(self, tensor):
        self.tensor = tensor.detach()
        alive.add(self)


images, labels = digits()
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 256), nn.Tanh(), nn.Linear(256, 10))
weights = {parameter.data_ptr() for parameter in model.parameters()}
figure, axes = plt.subplots(figsize=(6, 3.2))

ways = (("kept, no backward", "#D55E00", "-"), ("kept after backward", "#0072B2", "--"))
for name, color, style in ways:
    alive, losses, curve = weakref.WeakSet(), [], []
    for inputs, targets in zip(images.split(64), labels.split(64), strict=True):
        with saved_tensors_hooks(Saved, lambda saved: saved.tensor):
            loss = nn.functional.cross_entropy(model(inputs), targets)
        if name == "kept after backward":
            loss.backward()
        losses.append(loss)
        held = {saved.tensor.data_ptr(): saved.tensor.nbytes for saved in alive}
        curve.append(sum(held[pointer] for pointer in held.keys() - weights) / 2**20)
    axes.plot(range(1, len(curve) + 1), curve, style, color=color, lw=2.5, label=name)
    print(f"{name}: {curve[-1]:.2f} MiB")

axes.set(xlabel="step", ylabel="MiB held by the losses")
axes.legend(frameon=False, fontsize=12)
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("graph.svg")
