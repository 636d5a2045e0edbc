import matplotlib.pyplot as plt

from hanli.projects.gan import load_strip

runs = {"digits": "equal", "strong": "strong", "weak": "weak"}
figure, axes = plt.subplots(6, 1, figsize=(7, 4.4))
for axis, (run, epoch) in zip(
    axes, [(run, epoch) for run in runs for epoch in (1, 5)], strict=True
):
    pictures = load_strip(run)[epoch]  # (10, 28, 28)
    row = pictures.transpose(0, 1).flatten(1)  # (28, 280)
    axis.imshow(row.numpy(), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    axis.set(xticks=[], yticks=[])
    axis.set_ylabel(f"{runs[run]},\nepoch {epoch}", rotation=0, ha="right", va="center")
figure.tight_layout()
figure.savefig("collapse.png", dpi=72)
