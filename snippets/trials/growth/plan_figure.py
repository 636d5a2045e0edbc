from datetime import date, timedelta

import matplotlib.pyplot as plt

PLAN = {  # name: track, first day, weeks, what must be done before
    "text": ("NLP", date(2027, 1, 4), 6, []),
    "dialogue": ("NLP", date(2027, 2, 15), 6, ["text"]),
    "detection": ("vision", date(2027, 4, 5), 6, []),
    "captions": ("vision", date(2027, 5, 17), 6, ["text", "detection"]),
    "bandits": ("RL", date(2027, 7, 5), 4, []),
    "games": ("RL", date(2027, 8, 2), 7, ["bandits", "detection"]),
}
COLORS = {"NLP": "#0072B2", "vision": "#D55E00", "RL": "#009E73"}

figure, axes = plt.subplots(figsize=(5.4, 3.6))
rows = {name: row for row, name in enumerate(PLAN)}
for name, (track, start, weeks, needs) in PLAN.items():
    axes.barh(rows[name], timedelta(weeks=weeks), left=start, color=COLORS[track], height=0.6)
    for need in needs:
        _, begun, lasted, _ = PLAN[need]
        done = begun + timedelta(weeks=lasted)
        arrow = {"arrowstyle": "->", "color": "#555555", "connectionstyle": "arc3,rad=-0.15"}
        axes.annotate("", (start, rows[name]), (done, rows[need]), arrowprops=arrow)
quarters = [date(2027, month, 1) for month in (1, 4, 7, 10)]
axes.set_xticks(quarters, ["2027 Q1", "Q2", "Q3", "Q4"])
axes.set_yticks(range(len(PLAN)), [f"{name} ({track})" for name, (track, *_) in PLAN.items()])
axes.set_xlim(date(2026, 12, 20), date(2027, 10, 10))
axes.grid(axis="x", color="#888888", lw=0.5)
axes.set_axisbelow(True)
axes.invert_yaxis()
axes.tick_params(labelsize=12)
axes.spines[["top", "right", "left"]].set_visible(False)
figure.tight_layout()
figure.savefig("plan.svg")
