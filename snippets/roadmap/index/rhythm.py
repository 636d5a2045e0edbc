import matplotlib.pyplot as plt

parts = {"theory": (30, 45), "code": (60, 90), "project": (30, 45), "review": (15, 30)}  # minutes

for title, chosen in {"all four": list(parts), "no project": ["theory", "code", "review"]}.items():
    short, long = (sum(parts[name][column] for name in chosen) for column in (0, 1))
    print(f"{title:10} {short} to {long} minutes")

colors = ("#0072B2", "#117733", "#882255", "#555555")
figure, axes = plt.subplots(figsize=(6, 3.2))
for column, label in enumerate(("short day", "long day")):
    left = 0
    for color, (name, minutes) in zip(colors, parts.items(), strict=True):
        axes.barh(label, minutes[column], left=left, color=color, label=name, height=0.6)
        middle, inside = left + minutes[column] / 2, dict(ha="center", va="center", color="white")
        axes.text(middle, label, minutes[column], fontsize=13, **inside)
        left += minutes[column]
axes.axvspan(120, 180, color="#888888", alpha=0.25, zorder=0)
axes.text(150, -0.42, "2 to 3 hours", ha="center", fontsize=12)
axes.set(xticks=range(0, 211, 30), ylim=(1.4, -0.7))
axes.set_xlabel("minutes", fontsize=13)
axes.tick_params(labelsize=12)
axes.spines[["top", "right"]].set_visible(False)
names, labels = axes.get_legend_handles_labels()
figure.legend(names[:4], labels[:4], loc="upper center", ncols=4, fontsize=11, frameon=False)
figure.tight_layout(rect=(0, 0, 1, 0.9))
figure.savefig("rhythm.svg")
