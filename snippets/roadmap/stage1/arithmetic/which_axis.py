import matplotlib.pyplot as plt
import torch

x = torch.tensor([[1, 2, 3], [4, 5, 6]])  # (2, 3)
results = {
    "x.sum(dim=0)": x.sum(dim=0),
    "x.sum(dim=0, keepdim=True)": x.sum(dim=0, keepdim=True),
    "x.sum(dim=1)": x.sum(dim=1),
    "x.sum(dim=1, keepdim=True)": x.sum(dim=1, keepdim=True),
}
BY_COLUMN, BY_ROW = ["#9ecae1", "#fdd0a2", "#a1d99b"], ["#dadaeb", "#fbb4b9"]


def draw(axes, numbers, color_of, left=0.0, top=0.0):
    for row, line in enumerate(numbers):
        for column, number in enumerate(line):
            corner = (left + column, top - row - 1)
            color = color_of(row, column)
            axes.add_patch(plt.Rectangle(corner, 1, 1, fc=color, ec="black", lw=1.5))
            middle = (corner[0] + 0.5, corner[1] + 0.5)
            axes.text(*middle, number, ha="center", va="center", fontsize=13)


figure, panels = plt.subplots(4, 1, figsize=(5.6, 7.6))
for axes, (title, result) in zip(panels, results.items(), strict=True):
    down = "dim=0" in title  # the cells of one color are added up
    color_of = (lambda _, column: BY_COLUMN[column]) if down else (lambda row, _: BY_ROW[row])
    draw(axes, x.tolist(), color_of)
    axes.annotate("", (4.6, -1), (3.3, -1), arrowprops={"arrowstyle": "-|>", "lw": 2})
    numbers = result.tolist() if result.ndim == 2 else [result.tolist()]
    by_index = (lambda _, c: BY_ROW[c]) if result.ndim == 1 and not down else color_of
    draw(axes, numbers, by_index, left=5, top=-1 + len(numbers) / 2)
    axes.set_title(f"{title}   (2, 3) -> {tuple(result.shape)}", fontsize=12, loc="left")
    axes.set(xlim=(-0.1, 8.2), ylim=(-2.1, 0.1), aspect="equal")
    axes.axis("off")
figure.tight_layout()
figure.savefig("which_axis.svg")
