import matplotlib.pyplot as plt

from hanli.projects.detection import load_mtcnn, read_photo

photo = read_photo("astronaut.png").float() / 255  # (3, 512, 512)
stages = load_mtcnn()(photo)
figure, axes = plt.subplots(1, 3, figsize=(6.6, 2.5))
for axis, name, (boxes, _) in zip(axes, ("P-Net", "R-Net", "O-Net"), stages, strict=True):
    axis.imshow(photo.mean(dim=0).numpy(), cmap="gray", vmin=0, vmax=1)
    axis.set(xticks=[], yticks=[], title=f"{name}: {len(boxes)}")
    for left, top, right, bottom in boxes.tolist():
        frame = plt.Rectangle(
            (left, top), right - left, bottom - top, fill=False, color="yellow", linewidth=0.8
        )
        axis.add_patch(frame)
figure.tight_layout()
figure.savefig("faces.png", dpi=72)
