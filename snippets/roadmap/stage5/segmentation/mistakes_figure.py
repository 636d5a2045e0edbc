import matplotlib.pyplot as plt
import torch

from hanli.projects.segmentation import find_otsu_threshold, load_data, load_nuclei_unet

image, mask = load_data("nuclei").test[0]
with torch.no_grad():
    network = load_nuclei_unet()(image[None])[0].argmax(dim=0)
otsu = (image[0] > find_otsu_threshold(image)).long()
window = (slice(0, 176), slice(0, 176))
figure, axes = plt.subplots(1, 3, figsize=(9, 3.4))
axes[0].imshow((image[0][window] ** 0.5).numpy(), cmap="gray_r")
axes[0].set_title("image")
for axis, name, guess in ((axes[1], "Otsu", otsu), (axes[2], "U-Net", network)):
    colors = torch.ones(*mask.shape, 3)
    colors[(mask == 1) & (guess == 1)] = torch.tensor([0.75, 0.75, 0.75])
    colors[(mask == 1) & (guess == 0)] = torch.tensor([0.0, 0.35, 0.8])  # missed
    colors[(mask == 0) & (guess == 1)] = torch.tensor([0.85, 0.2, 0.1])  # invented
    axis.imshow(colors[window].numpy())
    axis.set_title(f"{name}: missed blue, too much red", fontsize=9)
for axis in axes:
    axis.set(xticks=[], yticks=[])
figure.tight_layout()
figure.savefig("mistakes.png", dpi=72)
