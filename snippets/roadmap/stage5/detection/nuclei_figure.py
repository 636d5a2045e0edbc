import matplotlib.pyplot as plt

from hanli.projects.detection import detect, load_nuclei, load_nucleus_detector, otsu_boxes

part = load_nuclei("test")
image, target = part[0]
network = detect(load_nucleus_detector(), part, threshold=0.4)[0]
boxes = {
    "mask": target["boxes"][target["labels"] >= 0],
    "Otsu": otsu_boxes(image)["boxes"],
    "network": network["boxes"],
}
figure, axes = plt.subplots(3, 1, figsize=(3.6, 7.2))
for axis, (name, found) in zip(axes, boxes.items(), strict=True):
    axis.imshow(image[0, :256].T.numpy(), cmap="gray", vmax=0.6)  # lying, so that the page has room
    axis.set(xticks=[], yticks=[], xlim=(0, 255), ylim=(175, 0), ylabel=name)
    for left, top, right, bottom in found.tolist():
        axis.add_patch(
            plt.Rectangle((top, left), bottom - top, right - left, fill=False, color="yellow")
        )
figure.tight_layout()
figure.savefig("nuclei.png", dpi=56)
