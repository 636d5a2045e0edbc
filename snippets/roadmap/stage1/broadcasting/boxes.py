import matplotlib.pyplot as plt
import torch

row = torch.tensor([1, 2, 3, 4])  # (4,)
column = torch.tensor([[1], [2], [3]])  # (3, 1)
wide_row, wide_column = torch.broadcast_tensors(row, column)  # (3, 4), (3, 4)
figure, panels = plt.subplots(2, 3, figsize=(8.4, 5))


def boxes(axes, title, tensor, real_rows, real_columns, color):
    for i, values in enumerate(tensor.tolist()):
        for j, value in enumerate(values):
            real = i < real_rows and j < real_columns  # the rest is not stored anywhere
            face, edge, style = (color, "#333333", "-") if real else ("none", "#888888", ":")
            axes.add_patch(plt.Rectangle((j, i), 1, 1, fc=face, ec=edge, ls=style, lw=1.5))
            axes.text(j + 0.5, i + 0.5, value, ha="center", va="center", fontsize=14)
    axes.set_title(title, fontsize=14, family="monospace")
    axes.set(xlim=(-0.1, 4.1), ylim=(3.1, -0.1))
    axes.axis("off")


boxes(panels[0, 0], "row (4,)", row.view(1, 4), 1, 4, "#A6CEE3")
boxes(panels[0, 1], "column (3, 1)", column, 3, 1, "#FDBF6F")
panels[0, 2].axis("off")
boxes(panels[1, 0], "row as (3, 4)", wide_row, 1, 4, "#A6CEE3")
boxes(panels[1, 1], "column as (3, 4)", wide_column, 3, 1, "#FDBF6F")
boxes(panels[1, 2], "product (3, 4)", column * row, 3, 4, "#B2DF8A")
figure.tight_layout()
figure.savefig("boxes.svg")
