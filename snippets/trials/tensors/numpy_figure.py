import matplotlib.pyplot as plt
import numpy as np
import torch

BLUE, ORANGE, INK = "#0072B2", "#C25100", "#333333"
figure, panels = plt.subplots(3, 1, figsize=(5, 5.4))


def row(axes, values, height):
    for place, value in enumerate(values):
        axes.add_patch(plt.Rectangle((2.2 + place, height - 0.3), 1, 0.6, fill=False, ec=INK, lw=2))
        axes.text(2.7 + place, height, f"{value:g}", ha="center", va="center", fontsize=15)


def draw(axes, title, arr, tensor):
    linked = tensor.data_ptr() == arr.ctypes.data  # ask the memory, do not assume
    targets = (0.5, 0.5) if linked else (1.0, 0.0)
    for name, color, height, target in zip(
        ("arr", "tensor"), (BLUE, ORANGE), (1.0, 0.0), targets, strict=True
    ):
        axes.text(0, height, name, color=color, va="center", fontsize=15, weight="bold")
        arrow = {"arrowstyle": "-|>", "color": color, "lw": 2}
        axes.annotate("", (2.15, target), (1.3, height), arrowprops=arrow)
        row(axes, (arr if name == "arr" else tensor).tolist(), target)
    axes.set(xlim=(-0.1, 5.4), ylim=(-0.45, 1.45))
    axes.set_title(title, loc="left", fontsize=14, color=INK)
    axes.axis("off")


arr = np.ones(3, dtype=np.float32)
tensor = torch.from_numpy(arr)  # (3,)
draw(panels[0], "tensor = torch.from_numpy(arr)", arr, tensor)
arr[0] = 7
draw(panels[1], "arr[0] = 7", arr, tensor)
arr = arr + 1
draw(panels[2], "arr = arr + 1", arr, tensor)
figure.tight_layout()
figure.savefig("sharing.svg")
