import matplotlib.pyplot as plt

from hanli.data import FASHION_CLASSES, fashion_mnist

images, labels = fashion_mnist(train=False)  # (10000, 1, 28, 28), (10000,)
figure, panels = plt.subplots(3, 10, figsize=(7.2, 2.7))
for label, name in enumerate(FASHION_CLASSES):
    for row, image in enumerate(images[labels == label][:3]):
        panels[row, label].imshow(image[0].numpy(), cmap="gray_r", vmin=0, vmax=1)
        panels[row, label].axis("off")
    panels[0, label].set_title(f"{label}\n{name.replace(' ', chr(10))}", fontsize=8)
figure.tight_layout(pad=0.4)
figure.savefig("clothes.png", dpi=90)
