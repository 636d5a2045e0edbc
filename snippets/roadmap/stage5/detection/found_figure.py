import matplotlib.pyplot as plt
import torch

from hanli.projects.detection import decode, load_digit_detector, load_scenes

scenes = load_scenes("test", 6)
with torch.no_grad():
    found = decode(load_digit_detector()(scenes.images.float() / 255), threshold=0.3)
figure, axes = plt.subplots(1, 4, figsize=(7, 2))
for axis, index in zip(axes, (0, 1, 3, 5), strict=True):
    axis.imshow(scenes.images[index].permute(1, 2, 0).numpy())
    axis.set(xticks=[], yticks=[])
    one = found[index]
    for box, label, score in zip(one["boxes"], one["labels"], one["scores"], strict=True):
        left, top, right, bottom = (edge - 0.5 for edge in box.tolist())
        frame = plt.Rectangle((left, top), right - left, bottom - top, fill=False, color="yellow")
        axis.add_patch(frame)
        axis.text(left, max(top - 2, 8), f"{label} {score:.1f}", color="yellow", fontsize=10)
figure.tight_layout()
figure.savefig("found.png", dpi=72)
