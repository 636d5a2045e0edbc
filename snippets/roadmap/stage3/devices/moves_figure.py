import matplotlib.pyplot as plt

rows = (
    ("parameters, gradients, buffers", "model.to(device)", True),
    ("weight of the loss", "loss_function.to(device)", True),
    ("every batch", "batch = batch.to(device)", True),
    ("optimizer state of Adam", "created there in the first step", True),
    ("plain attributes and lists", "no call moves them", False),
)
figure, axes = plt.subplots(figsize=(8, 3.6))
box = {"boxstyle": "round,pad=0.4", "fc": "#dbeafe"}
for height, (name, call, moves) in enumerate(reversed(rows)):
    axes.text(0, height, name, ha="center", va="center", fontsize=11, bbox=box)
    if moves:
        arrow = {"arrowstyle": "->", "color": "#64748b", "lw": 1.5}
        axes.annotate("", (3.3, height), (1.05, height), arrowprops=arrow)
        axes.text(3.8, height, "device", ha="center", va="center", fontsize=11, bbox=box)
    axes.text(2.15, height + 0.16, call, ha="center", fontsize=10)
axes.set(xlim=(-1.1, 4.3), ylim=(-0.5, 4.7))
axes.axis("off")
figure.savefig("moves.svg", bbox_inches="tight")
