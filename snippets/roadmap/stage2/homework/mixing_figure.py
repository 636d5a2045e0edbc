import matplotlib.pyplot as plt

from hanli.data import mnist_small

images, labels = mnist_small()
three, eight = images[labels == 3][0, 0], images[labels == 8][0, 0]
shares = (1.0, 0.75, 0.5, 0.25, 0.0)
figure, panels = plt.subplots(1, 5, figsize=(6.4, 1.8))
for axes, share in zip(panels, shares, strict=True):
    mixed = share * three + (1 - share) * eight
    axes.imshow(mixed.numpy(), cmap="gray_r", vmin=0, vmax=1)
    axes.set_title(f"{share:.2f} × 3", fontsize=14)
    axes.axis("off")
figure.tight_layout()
figure.savefig("mixing.svg")
