import csv
from pathlib import Path

import matplotlib.pyplot as plt

from hanli.projects.program import Settings
from hanli.projects.recommender import leave_one_out, load_data
from hanli.projects.recommender.command import run

split = leave_one_out(load_data("movielens"))
figure, axes = plt.subplots(1, 2, figsize=(7.6, 3.4))
for model, size in (("mf", 64), ("neumf", 32)):
    settings = Settings(Path(model), epochs=6, lr=0.015, weight_decay=0.1, device="cpu")
    run(split, settings, model=model, size=size, batch_size=2048)
    rows = list(csv.DictReader(Path(model, "log.csv").read_text(encoding="utf-8").splitlines()))
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
