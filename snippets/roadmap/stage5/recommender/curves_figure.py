import csv
from importlib.resources import files

import matplotlib.pyplot as plt

text = files("hanli.projects.recommender").joinpath("training.csv").read_text("utf-8")
log = list(csv.DictReader(text.splitlines()))
figure, axes = plt.subplots(1, 2, figsize=(7.6, 3.4))
for model in ("mf", "neumf"):
    rows = [row for row in log if row["run"] == f"last/{model}-0"]  # seed 0
    epochs = [int(row["epoch"]) for row in rows]
    for name, style in (("train_loss", "o--"), ("val_loss", "o-")):
        axes[0].plot(epochs, [float(row[name]) for row in rows], style, label=f"{model}, {name}")
    axes[1].plot(epochs, [float(row["val_ndcg"]) for row in rows], "o-", label=model)
axes[0].set(xlabel="epoch", ylabel="BPR loss")
axes[1].set(xlabel="epoch", ylabel="NDCG@10 on validation")
for axis in axes:
    axis.legend()
figure.tight_layout()
figure.savefig("curves.svg")
