import matplotlib.pyplot as plt

stages = {  # stage: first day, last day
    "1 Tensors": (1, 7),
    "2 Autograd and data": (8, 14),
    "3 Neural networks": (15, 24),
    "4 Advanced": (25, 36),
    "5 Projects": (37, 46),
}
days = [day for first, last in stages.values() for day in range(first, last + 1)]
print("every day from 1 to 46 belongs to one stage:", days == list(range(1, 47)))

colors = ("#0072B2", "#117733", "#882255", "#AA4499", "#B34700")
figure, axes = plt.subplots(figsize=(7, 3.4))
for row, (name, (first, last)) in enumerate(stages.items()):
    axes.barh(row, last - first + 1, left=first - 0.5, height=0.6, color=colors[row])
    axes.text(first - 1, row, name, ha="right", va="center", fontsize=12)
    center, label = (first + last) / 2, f"{first}-{last}"
    axes.text(center, row, label, ha="center", va="center", color="white", weight="bold")
axes.set(xlim=(-17, 48.5), yticks=[], xticks=(1, 8, 15, 25, 37, 46))
axes.set_xlabel("day", fontsize=12)
axes.tick_params(labelsize=12)
axes.invert_yaxis()
weeks = axes.secondary_xaxis("top")
weeks.set_xticks([6 * week - 2.5 for week in range(1, 9)], range(1, 9))
weeks.set_xlabel("week, at six days of study each", fontsize=12)
weeks.tick_params(labelsize=12)
for week in range(9):
    axes.axvline(6 * week + 0.5, color="#888888", lw=0.8, ls=":", zorder=0)
axes.spines[["top", "right", "left"]].set_visible(False)
weeks.spines[:].set_visible(False)
figure.tight_layout()
figure.savefig("calendar.svg")
