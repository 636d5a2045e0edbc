import matplotlib.pyplot as plt

from hanli.data import nuclei
from hanli.projects.segmentation.images import TEST, TRAINING, VALIDATION

image, instances = nuclei()
figure, axis = plt.subplots(figsize=(5.2, 4.4))
axis.imshow((image[0] ** 0.5).numpy(), cmap="gray_r")  # the square root makes faint nuclei visible
axis.contour((instances > 0).numpy(), levels=[0.5], colors="C3", linewidths=0.6)
for name, columns in (("training", TRAINING), ("validation", VALIDATION), ("test", TEST)):
    axis.axvspan(columns.start, columns.stop - 1, fill=False, edgecolor="C0", linewidth=2)
    axis.text((columns.start + columns.stop) / 2, -8, name, ha="center", color="C0")
axis.set(xticks=[0, 208, 240, 304, 336, 511], yticks=[], xlabel="column")
axis.tick_params(labelsize=7)
figure.tight_layout()
figure.savefig("nuclei.png", dpi=72)
