import matplotlib.pyplot as plt
import torch

x = torch.arange(6).reshape(2, 3)  # (2, 3)
results = {
    "x": x,
    "x.T": x.T,
    "x.reshape(3, 2)": x.reshape(3, 2),
    "x[:, 1:]": x[:, 1:],
    "x[1]": x[1],
    "x[[1, 0]]": x[[1, 0]],
    "x[x > 1]": x[x > 1],
    "x.flatten()": x.flatten(),
    "x.unsqueeze(1)": x.unsqueeze(1),
    "cat([x, x])": torch.cat([x, x]),
    "cat([x, x], dim=1)": torch.cat([x, x], dim=1),
    "stack([x, x])": torch.stack([x, x]),
}
COLORS = ["#dceaf6", "#b8d8ee", "#93c3e3", "#fde3cc", "#fbc79a", "#f5a663"]  # a color a number


def draw_sheet(axes, sheet, shift=0.0):
    for row, numbers in enumerate(sheet.tolist()):
        for column, number in enumerate(numbers):
            corner = (column, -row - shift - 1)
            axes.add_patch(plt.Rectangle(corner, 1, 1, fc=COLORS[number], ec="black", lw=1.5))
            middle = (corner[0] + 0.5, corner[1] + 0.5)
            axes.text(*middle, number, ha="center", va="center", fontsize=13, zorder=1)


figure, panels = plt.subplots(4, 3, figsize=(7, 8))
for axes, (title, result) in zip(panels.flat, results.items(), strict=True):
    sheets = result.reshape(-1, *result.shape[-2:]) if result.ndim > 1 else result[None, None]
    for number, sheet in enumerate(sheets):
        draw_sheet(axes, sheet, shift=number * (len(sheet) + 0.2))
    axes.set_title(f"{title}\n{tuple(result.shape)}", fontsize=12, loc="left")
    axes.set(xlim=(-0.1, 6.2), ylim=(-4.3, 0.1), aspect="equal")
    axes.axis("off")
figure.tight_layout()
figure.savefig("operations.svg")
