import matplotlib.pyplot as plt
from sklearn.datasets import load_digits

pictures = load_digits().images[[2, 3, 6]]
views = {
    "as written": pictures,
    "left-right flip": pictures[:, :, ::-1],
    "half a turn": pictures[:, ::-1, ::-1],
}
figure, panels = plt.subplots(3, 3, figsize=(4.2, 4.6))
for row, (title, changed) in enumerate(views.items()):
    for axes, picture, digit in zip(panels[row], changed, (2, 3, 6), strict=True):
        axes.imshow(picture, cmap="gray", vmin=0, vmax=16)
        axes.set_title(f"{digit}: {title}", fontsize=9)
        axes.axis("off")
figure.tight_layout()
figure.savefig("mirror.svg")
