import matplotlib.pyplot as plt

from hanli.projects.gan import load_strip

strip = load_strip("glyphs")  # (E, 10, 28, 28)
moments = [0, 1, 2, 4, len(strip) - 1]
figure, axes = plt.subplots(len(moments), 1, figsize=(7, 3.9))
for axis, moment in zip(axes, moments, strict=True):
    row = strip[moment].transpose(0, 1).flatten(1)  # (28, 280)
    axis.imshow(row.numpy(), cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    axis.set(xticks=[], yticks=[])
    axis.set_ylabel(f"epoch {moment}", rotation=0, ha="right", va="center")
figure.tight_layout()
figure.savefig("glyphs.png", dpi=72)
