import matplotlib.pyplot as plt

WHOLE = [(row, column) for row in range(4) for column in range(4)]
LEFT, RIGHT = ([cell for cell in WHOLE if cell[1] // 2 == rank] for rank in (0, 1))
TOP, BOTTOM = ([cell for cell in WHOLE if cell[0] // 2 == rank] for rank in (0, 1))
HALVES, ALL = ([0, 1], [2, 3]), ([0, 1, 2, 3], [0, 1, 2, 3])
PLANS = {  # what part of the batch, and which weights, the two processes hold
    "data: the batch is cut": (HALVES, (WHOLE, WHOLE)),
    "sharded: so are the weights at rest": (HALVES, (LEFT, RIGHT)),
    "tensor: every layer is cut": (ALL, (LEFT, RIGHT)),
    "pipeline: the stack of layers is cut": (ALL, (TOP, BOTTOM)),
}


def square(axes, x, y, colour, held, borrowed):
    face, edge = (colour, "white") if held else ("none", colour if borrowed else "#888888")
    style = ":" if borrowed and not held else "-"
    axes.add_patch(plt.Rectangle((x, y), 0.9, 0.9, facecolor=face, edgecolor=edge, linestyle=style))


figure, panels = plt.subplots(2, 2, figsize=(6.4, 5.2), layout="constrained")
for axes, (title, (batches, weights)) in zip(panels.flat, PLANS.items(), strict=True):
    for rank, colour in enumerate(("#0072B2", "#D55E00")):
        for part in range(4):
            square(axes, rank * 6 + part, 5.2, colour, part in batches[rank], False)
        for row, column in WHOLE:
            held = (row, column) in weights[rank]
            square(axes, rank * 6 + column, 3 - row, colour, held, title.startswith("sharded"))
        axes.text(rank * 6 + 2, 6.5, f"process {rank}", ha="center")
    axes.text(-0.4, 5.65, "batch", ha="right", va="center")
    axes.text(-0.4, 2, "weights,\none row\na layer", ha="right", va="center")
    axes.set(xlim=(-2.6, 10.2), ylim=(-0.3, 7.2), aspect="equal")
    axes.set_title(title, fontsize=10)
    axes.axis("off")
figure.savefig("which.svg")
