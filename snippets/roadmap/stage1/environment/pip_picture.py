import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(7, 3.2))
BLUE, ORANGE = "#0072B2", "#C25100"
for left, color, title, inside in (
    (0, ORANGE, "Python of the system", "site-packages:\nno torch"),
    (4.4, BLUE, "Python of .venv", "site-packages:\ntorch, torchvision"),
):
    axes.add_patch(plt.Rectangle((left, 0), 3.6, 2.2, fill=False, ec=color, lw=2.5))
    axes.text(
        left + 1.8, 1.85, title, ha="center", va="center", fontsize=13, color=color, weight="bold"
    )
    axes.add_patch(plt.Rectangle((left + 0.3, 0.25), 3, 1.2, fc="#f2f2f2", ec="#333333"))
    axes.text(left + 1.8, 0.85, inside, ha="center", va="center", fontsize=12, color="#111111")
for at, words in (
    (1.8, "pip install ...\n.venv is not active"),
    (6.2, "python -m pip install ...\n.venv is active"),
):
    axes.annotate(
        words,
        (at, 2.25),
        (at, 3.1),
        ha="center",
        va="center",
        fontsize=12,
        arrowprops={"arrowstyle": "-|>", "lw": 2},
    )
axes.set(xlim=(-0.1, 8.1), ylim=(-0.1, 3.5))
axes.axis("off")
figure.tight_layout()
figure.savefig("two_pythons.svg")
