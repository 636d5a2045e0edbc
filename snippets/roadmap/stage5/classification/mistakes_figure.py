import matplotlib.pyplot as plt
import torch

from hanli.data import FASHION_CLASSES
from hanli.explain import grad_cam
from hanli.projects.classification import load_data, load_ensemble

images, labels = (part[:2000] for part in load_data("fashion").test)
model = load_ensemble()[0]
with torch.no_grad():
    confidence, guesses = model(images).softmax(dim=1).max(dim=1)
wrong = torch.where(guesses != labels, confidence, 0).topk(7).indices
maps = grad_cam(model, model.features[-1], images[wrong])  # (7, 28, 28)
figure, axes = plt.subplots(2, 7, figsize=(10, 3.9))
for index, image, heat, (above, below) in zip(wrong, images[wrong], maps, axes.T, strict=True):
    for axis in (above, below):
        axis.imshow(image[0].numpy(), cmap="gray_r")
        axis.set(xticks=[], yticks=[])
    below.imshow(heat.numpy(), cmap="inferno", alpha=0.6)
    names = FASHION_CLASSES[labels[index]], FASHION_CLASSES[guesses[index]]
    above.set_title(f"label {names[0]}\nguess {names[1]}", fontsize=8)
figure.tight_layout()
figure.savefig("mistakes.png")
