import matplotlib.pyplot as plt

parts = {"theory": (30, 45), "code": (60, 90), "project": (30, 45), "review": (15, 30)}  # minutes


def clock(minutes):
    return f"{minutes // 60} h {minutes % 60:02} min"


for title, chosen in {
    "all four": list(parts),
    "without project": ["theory", "code", "review"],
}.items():
    short, long = (sum(parts[name][column] for name in chosen) for column in (0, 1))
    print(f"{title:15} {short} to {long} minutes = {clock(short)} to {clock(long)}")
    print(f"{'':15} never more than three hours: {long <= 180}")

colors = ("#0072B2", "#117733", "#882255", "#555555")
figure, axes = plt.subplots(figsize=(8, 2.6))
for column, label in enumerate(("short day", "long day")):
    left = 0
    for color, (name, minutes) in zip(colors, parts.items(), strict=True):
        axes.barh(label, minutes[column], left=left, color=color, height=0.6)
        at, words = left + minutes[column] / 2, f"{name}\n{minutes[column]}"
        axes.text(at, label, words, ha="center", va="center", color="white", fontsize=8)
        left += minutes[column]
axes.axvspan(120, 180, color="#999999", alpha=0.25, zorder=0)  # two to three hours
axes.set(xlabel="minutes", xticks=range(0, 211, 30))
axes.invert_yaxis()
axes.spines[["top", "right"]].set_visible(False)
figure.tight_layout()
figure.savefig("rhythm.svg")
