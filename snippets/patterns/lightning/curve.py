import csv
from pathlib import Path

import matplotlib.pyplot as plt
from pytorch_lightning import Trainer, seed_everything
from pytorch_lightning.loggers import CSVLogger
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits, split
from hanli.lightning import Classifier, network, quiet, standard_callbacks

quiet()
images, labels = digits()  # (N, 1, 8, 8), (N,)
train, val = (TensorDataset(images[part], labels[part]) for part in split(labels, 0.8, seed=7))


@network
def perceptron(width):
    return nn.Sequential(nn.Flatten(), nn.Linear(64, width), nn.GELU(), nn.Linear(width, 10))


seed_everything(1640, verbose=False)
model = Classifier(perceptron, {"width": 64}, num_classes=10, learning_rate=0.01, warmup=4)
options = {"enable_progress_bar": False, "enable_model_summary": False, "log_every_n_steps": 1}
options |= {"logger": CSVLogger("logs", version="first"), "accelerator": "cpu", "max_epochs": 20}
options |= {"callbacks": standard_callbacks("run", patience=20), "precision": "64-true"}  # (1)!
Trainer(**options).fit(model, DataLoader(train, 128), DataLoader(val, 512))
table = Path("logs/lightning_logs/first/metrics.csv").read_text(encoding="utf-8")
rows = list(csv.DictReader(table.splitlines()))  # (2)!
rates = [float(row["rate/decay"]) for row in rows if row["rate/decay"]]
accuracy = [float(row["val/acc"]) for row in rows if row["val/acc"]]
figure, axes = plt.subplots(2, sharex=True, layout="constrained")
axes[0].plot(rates, "o-")
axes[1].plot(accuracy, "o-")
axes[0].set(ylabel="learning rate", xticks=range(0, 20, 2))
axes[1].set(ylabel="validation accuracy", xlabel="epoch")
figure.savefig("curve.svg")
print(f"{len(rates)} epochs, highest rate {max(rates)} in epoch {rates.index(max(rates))}")
