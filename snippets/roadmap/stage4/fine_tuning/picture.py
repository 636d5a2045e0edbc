import matplotlib.pyplot as plt

parts = ["fc", "layer4", "layer3", "layer2", "layer1"]
starts = [0, 10, 20, 40, 40]
figure, axes = plt.subplots(figsize=(7, 2.6))
for row, start in enumerate(starts):
    axes.broken_barh(
        [(0, start)], (row - 0.35, 0.7), facecolor="none", edgecolor="gray", hatch="//"
    )
    axes.broken_barh([(start, 40 - start)], (row - 0.35, 0.7), facecolor=f"C{row}", alpha=0.8)
    if start < 40:
        axes.text(start + 0.5, row, f"lr {1e-3 * 0.1**row:.0e}", va="center")
axes.set_yticks(range(len(parts)), parts)
axes.set_xlabel("step")
axes.set_xlim(0, 40)
figure.savefig("picture.svg", bbox_inches="tight")
