import matplotlib.pyplot as plt

from hanli.data import FASHION_CLASSES
from hanli.projects.classification import load_data

images, labels = load_data("fashion").training
figure, axes = plt.subplots(4, 7, figsize=(7, 4.4))
for row, label in zip(axes, (0, 2, 4, 6), strict=True):
    for axis, image in zip(row, images[labels == label], strict=False):
        axis.imshow(image[0].numpy(), cmap="gray_r")
        axis.set(xticks=[], yticks=[])
    row[0].set_ylabel(FASHION_CLASSES[label])
figure.tight_layout()
figure.savefig("clothes.png", dpi=80)
