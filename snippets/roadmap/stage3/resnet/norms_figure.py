import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.data import digits

torch.set_default_dtype(torch.float64)
images, labels = digits()
images, labels = images[:64].double(), labels[:64]  # (64, 1, 8, 8), (64,)


class Block(nn.Sequential):
    def forward(self, inputs):
        hidden = super().forward(inputs)
        return torch.relu(hidden + inputs if shortcut else hidden)


def pair():
    norm = nn.BatchNorm2d(8) if with_norm else nn.Identity()
    return nn.Conv2d(8, 8, 3, padding=1, bias=not with_norm), norm


figure, axes = plt.subplots(figsize=(6.4, 3.8), layout="tight")
curves = ((True, False, "^-"), (True, True, "o-"), (False, True, "d--"), (False, False, "s-"))
for with_norm, shortcut, mark in curves:
    torch.manual_seed(1640)
    first = nn.Conv2d(1, 8, 3, padding=1)
    blocks = [Block(*pair(), nn.ReLU(), *pair()) for _ in range(24)]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)]
    model = nn.Sequential(first, nn.ReLU(), *blocks, *head)
    nn.functional.cross_entropy(model(images), labels).backward()
    convs = [module for module in model.modules() if isinstance(module, nn.Conv2d)]
    norms = [conv.weight.grad.norm().item() for conv in convs]
    name = f"{'residual' if shortcut else 'plain'}, {'batch norm' if with_norm else 'no norm'}"
    axes.plot(range(1, 50), norms, mark, ms=4, markevery=6, label=name)
axes.set(yscale="log", xlabel="convolution, counted from the input", ylabel="norm of the gradient")
axes.legend(frameon=False)
figure.savefig("norms.svg")
