import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(6, 2.8))
free_at = 0
for task in range(4):
    start = max(task + 1, free_at)
    free_at = start + 20
    axes.broken_barh([(task, 1)], (1.1, 0.5), color="#0072B2", ec="white")
    axes.broken_barh([(start, 20)], (0.4, 0.5), color="#D55E00", ec="white")
for when, words in ((4, "all submitted"), (free_at, "all done")):
    axes.axvline(when, color="#333333", ls="--")
    axes.text(when, 1.85, f" {words} ", fontsize=13, ha="left" if when < 40 else "right")
axes.set(
    xlim=(0, 86), ylim=(0.2, 2.2), yticks=(0.65, 1.35), yticklabels=("GPU computes", "CPU submits")
)
axes.set_xlabel("ticks", fontsize=13)
axes.tick_params(labelsize=13)
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("queue.svg")
