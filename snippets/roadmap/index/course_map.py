import matplotlib.pyplot as plt

stages = {  # stage, realm: stops with their days
    ("1 Tensors", "Qi Condensation"): (
        ["setting up", "tensors", "devices", "broadcasting"],
        ["1", "2-4", "5-6", "7"],
    ),
    ("2 Autograd and data", "Foundation Establishment"): (
        ["gradients", "data", "first classifier,\noptimizers"],
        ["8-10", "11-13", "13-14"],
    ),
    ("3 Neural networks", "Core Formation"): (
        ["modules", "convolution", "recurrent\nnetworks"],
        ["15-17", "18-21", "22-24"],
    ),
    ("4 Advanced", "Nascent Soul"): (
        ["transfer\nlearning", "quantization,\nexport", "mixed\nprecision", "transformers"],
        ["25-27", "28-30", "31-33", "34-36"],
    ),
    ("5 Projects", "Deity Transformation"): (
        ["vision", "language", "recommender", "generator"],
        ["37-39", "40-42", "43-44", "45-46"],
    ),
}
figure, axes = plt.subplots(figsize=(7.4, 6.6))
for row, ((stage, realm), (stops, days)) in enumerate(stages.items()):
    columns, color = range(len(stops)), f"C{row}"
    for column in columns[1:]:
        axes.plot([column - 0.9, column - 0.1], [-row, -row], color=color, lw=3)
    axes.scatter(columns, [-row] * len(stops), s=170, color=color)
    axes.text(-0.45, -row + 0.06, stage, ha="right", va="bottom", fontsize=12, weight="bold")
    axes.text(-0.45, -row - 0.02, realm, ha="right", va="top", fontsize=11)
    for column, (stop, day) in enumerate(zip(stops, days, strict=True)):
        axes.text(column, -row + 0.16, f"day {day}", ha="center", va="bottom", fontsize=11)
        axes.text(column, -row - 0.16, stop, ha="center", va="top", fontsize=11)
axes.set(xlim=(-2.5, 3.55), ylim=(-4.6, 0.45))
axes.axis("off")
figure.tight_layout()
figure.savefig("course_map.svg")
