import matplotlib.pyplot as plt

from hanli.projects.gan import load_strip

rows = {"equal rates": load_strip("digits"), "weak discriminator": load_strip("weak")}
figure, axes = plt.subplots(6, 1, figsize=(7, 4.4))
for axis, (name, moment) in zip(
    axes, [(name, moment) for name in rows for moment in (1, 4, -1)], strict=True
):
    strip = rows[name]  # (E, 10, 28, 28)
    row = strip[moment].transpose(0, 1).flatten(1)  # (28, 280)
    axis.imshow(row.numpy(), cmap="gray_r", vmin=0, vmax=1)
    axis.set(xticks=[], yticks=[])
    epoch = moment % len(strip)
    axis.set_ylabel(f"{name},\nepoch {epoch}", rotation=0, ha="right", va="center")
figure.tight_layout()
figure.savefig("collapse.png", dpi=90)
