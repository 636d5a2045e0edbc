import matplotlib.pyplot as plt

from hanli.projects.detection import load_scenes

chosen = [("training", 3), ("training", 7), ("test", 0), ("test", 1)]
figure, axes = plt.subplots(1, 4, figsize=(7, 2))
for axis, (part, index) in zip(axes, chosen, strict=True):
    image, target = load_scenes(part, index + 1)[index]
    axis.imshow(image.permute(1, 2, 0).numpy())
    axis.set(xticks=[], yticks=[], title=part)
    for box in target["boxes"][target["labels"] >= 0].tolist():
        left, top, right, bottom = (edge - 0.5 for edge in box)
        frame = plt.Rectangle((left, top), right - left, bottom - top, fill=False, color="yellow")
        axis.add_patch(frame)
figure.tight_layout()
figure.savefig("scenes.png", dpi=72)
