import csv
from importlib.resources import files

import matplotlib.pyplot as plt

text = files("hanli.projects.gan").joinpath("training.csv").read_text("utf-8")
log = list(csv.DictReader(text.splitlines()))
runs = {
    "digits-0": "equal rates",
    "strong-0": "strong discriminator",
    "weak-0": "weak discriminator",
}
columns = {"generator_loss": "generator loss", "frechet_distance": "Fréchet distance"}
figure, axes = plt.subplots(1, 2, figsize=(8, 3.2))
for (run, name), style in zip(runs.items(), ("-", "--", ":"), strict=True):
    rows = [row for row in log if row["run"] == run]
    epochs = [int(row["epoch"]) for row in rows]
    for axis, column in zip(axes, columns, strict=True):
        axis.plot(epochs, [float(row[column]) for row in rows], style, label=name)
for axis, name in zip(axes, columns.values(), strict=True):
    axis.set(xlabel="epoch", ylabel=name)
axes[1].set_yscale("log")
axes[0].legend()
figure.tight_layout()
figure.savefig("curves.svg")
