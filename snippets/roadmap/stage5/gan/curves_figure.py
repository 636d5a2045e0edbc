import csv
from importlib.resources import files

import matplotlib.pyplot as plt

text = files("hanli.projects.gan").joinpath("training.csv").read_text("utf-8")
log = list(csv.DictReader(text.splitlines()))
figure, axes = plt.subplots(1, 2, figsize=(8, 3.2))
columns = {"discriminator_loss": "discriminator loss", "generator_loss": "generator loss"}
rows = [row for row in log if row["run"] == "fashion-0"]
epochs = [int(row["epoch"]) for row in rows]
for (column, name), style in zip(columns.items(), ("-", "--"), strict=True):
    axes[0].plot(epochs, [float(row[column]) for row in rows], style, label=name)
axes[0].legend()
for seed, style in enumerate(("-", "--", ":")):
    rows = [row for row in log if row["run"] == f"fashion-{seed}"]
    axes[1].plot(
        epochs, [float(row["frechet_distance"]) for row in rows], style, label=f"seed {seed}"
    )
axes[1].set(ylabel="Fréchet distance", yscale="log")
axes[1].legend()
for axis in axes:
    axis.set(xlabel="epoch", xticks=epochs)
figure.tight_layout()
figure.savefig("curves.svg")
