import matplotlib.pyplot as plt

GREY = "#888888"
figure, axes = plt.subplots(figsize=(6.4, 2.6), layout="constrained")


def box(x, y, width, colour, text):
    axes.add_patch(plt.Rectangle((x, y), width, 1.2, facecolor=colour))
    axes.text(x + width / 2, y + 0.6, text, ha="center", va="center", color="white")


def arrow(start, end):
    axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": GREY})


for rank, (y, colour) in enumerate(zip((2.4, 0), ("#0072B2", "#D55E00"), strict=True)):
    axes.text(-0.2, y + 0.6, f"process {rank}", ha="right", va="center")
    box(0, y, 0.8, "#666666", "x")
    box(1.6, y, 1.9, colour, f"A: columns\nof half {rank}")
    box(4.3, y, 1.0, colour, "GELU")
    box(6.1, y, 1.9, colour, f"B: rows\nof half {rank}")
    box(10.6, y, 0.8, "#666666", "y")
    for start, end in ((0.85, 1.55), (3.55, 4.25), (5.35, 6.05)):
        arrow((start, y + 0.6), (end, y + 0.6))
    middle = 1.8 + 0.15 * (1 - 2 * rank)
    arrow((8.05, y + 0.6), (8.95, middle))
    arrow((9.65, middle), (10.55, y + 0.6))
axes.text(9.3, 1.8, "+", ha="center", va="center", fontsize=20)
axes.text(9.3, 3.2, "the only\nall-reduce", ha="center", va="center")
axes.set(xlim=(-1.9, 11.6), ylim=(-0.2, 3.8))
axes.axis("off")
figure.savefig("halves.svg")
