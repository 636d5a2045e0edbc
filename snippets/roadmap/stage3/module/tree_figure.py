import matplotlib.pyplot as plt
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.linear = nn.Linear(width, width)
        self.activation = nn.ReLU()


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second, self.head = Block(4), Block(4), nn.Linear(4, 3)


def draw(axes, module, label, left, right, depth):
    """A module as a box, its children below it, the parameters of its own under its name."""
    own = [name for name, _ in module.named_parameters(recurse=False)]
    middle, children = (left + right) / 2, list(module.named_children())
    lines = [label, type(module).__name__, *own]
    colour = "#dbeafe" if own else "#fef3c7" if children else "#f1f5f9"
    box = {"boxstyle": "round,pad=0.35", "fc": colour}
    axes.text(
        middle, -depth, "\n".join(lines), ha="center", va="center", fontsize=11, bbox=box, zorder=3
    )
    for number, (name, child) in enumerate(children):
        start, end = (left + (right - left) * (number + step) / len(children) for step in (0, 1))
        axes.plot([middle, (start + end) / 2], [-depth, -depth - 1], color="#64748b", zorder=1)
        draw(axes, child, name, start, end, depth + 1)


figure, axes = plt.subplots(figsize=(7, 4.2))
draw(axes, Network(), "model", 0, 6, 0)
axes.set(xlim=(-0.1, 6.1), ylim=(-2.5, 0.4))
axes.axis("off")
figure.savefig("tree.svg", bbox_inches="tight")
