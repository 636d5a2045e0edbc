import matplotlib.pyplot as plt

from hanli.data import mnist_small

images, labels = mnist_small()  # (N, 1, 28, 28), (N,)
figure, panels = plt.subplots(3, 10, figsize=(7, 2.3))
for digit in range(10):
    same = images[labels == digit]
    for row in range(3):
        panels[row, digit].imshow(same[row * 150, 0].numpy(), cmap="gray_r", vmin=0, vmax=1)
        panels[row, digit].axis("off")
figure.tight_layout(pad=0.4)
figure.savefig("samples.png", dpi=80)
