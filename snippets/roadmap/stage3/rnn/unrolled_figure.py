import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(7, 3))
box = {"boxstyle": "round,pad=0.45", "fc": "#dbeafe"}
plain = {"boxstyle": "round,pad=0.3", "fc": "#f1f5f9"}
arrow = {"arrowstyle": "->", "color": "#64748b", "shrinkA": 17, "shrinkB": 17, "lw": 1.5}


def connect(start, end, label="", shift=(0, 0)):
    axes.annotate("", end, start, arrowprops=arrow)
    if label:
        x, y = ((a + b) / 2 + s for a, b, s in zip(start, end, shift, strict=True))
        axes.text(x, y, label, ha="center", va="center", fontsize=10)


axes.text(0, 1, "$h_0 = 0$", ha="center", va="center", fontsize=12, bbox=plain)
for step in (1, 2, 3, 4):
    connect((step - 1, 1), (step, 1), "$W_{hh}$", (0.02, 0.16))
    connect((step, 0), (step, 1), "$W_{ih}$", (0.2, 0))
    connect((step, 1), (step, 2))
    axes.text(step, 0, f"$x_{step}$", ha="center", va="center", fontsize=12, bbox=plain)
    axes.text(step, 1, "tanh", ha="center", va="center", fontsize=11, bbox=box)
    axes.text(step, 2, f"$h_{step}$", ha="center", va="center", fontsize=12, bbox=plain)
axes.text(5, 1, "final", ha="center", va="center", fontsize=11)
connect((4, 1), (5, 1))
axes.set(xlim=(-0.35, 5.3), ylim=(-0.35, 2.35))
axes.axis("off")
figure.savefig("unrolled.svg", bbox_inches="tight")
