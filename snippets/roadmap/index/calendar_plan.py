import matplotlib.pyplot as plt

stages = {  # stage: first day, last day
    "1 Tensors": (1, 7),
    "2 Autograd and data": (8, 14),
    "3 Networks": (15, 24),
    "4 Advanced": (25, 36),
    "5 Projects": (37, 46),
}
days = [day for first, last in stages.values() for day in range(first, last + 1)]
print("every day belongs to one stage:", days == list(range(1, 47)))
for pace in (6, 5, 4):  # days of study in a week
    print(f"{pace} days a week: {-(-len(days) // pace)} weeks")  # (1)!
print(f"2 to 3 hours a day: {2 * len(days)} to {3 * len(days)} hours")

colors = ("#0072B2", "#117733", "#882255", "#AA4499", "#B34700")
figure, axes = plt.subplots(figsize=(7, 3))
for row, (name, (first, last)) in enumerate(stages.items()):
    axes.barh(row, last - first + 1, left=first - 0.5, height=0.6, color=colors[row])
    axes.text(first - 1, row, name, ha="right", va="center", fontsize=12)
    center, label = (first + last) / 2, f"{first}-{last}"
    axes.text(center, row, label, ha="center", va="center", color="white", weight="bold")
axes.set(xlim=(-17, 47.5), yticks=[], xticks=(1, 8, 15, 25, 37, 46), xlabel="day")
axes.invert_yaxis()
axes.spines[["top", "right", "left"]].set_visible(False)
figure.tight_layout()
figure.savefig("calendar.svg")
