import matplotlib.pyplot as plt

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
figure, panels = plt.subplots(2, 5, figsize=(6, 2.9))
for panel, image, label in zip(panels.flat, images[:10], labels[:10].tolist(), strict=True):
    panel.imshow(image[0].numpy(), cmap="gray_r", vmin=0, vmax=1)
    panel.set_title(f"label {label}", fontsize=12)
    panel.axis("off")
figure.tight_layout()
figure.savefig("samples.svg")
