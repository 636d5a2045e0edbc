import matplotlib.pyplot as plt
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.tensorboard import SummaryWriter

from hanli.data import digits, split
from hanli.train import Callback, fit


class Log(Callback):  # (1)!
    def __init__(self, folder):
        self.writer = SummaryWriter(folder)

    def after_epoch(self, run):
        epoch = run.history.epochs[-1]
        self.writer.add_scalar("loss/train", epoch.train_loss, epoch.number)
        self.writer.add_scalar("loss/val", epoch.validation.loss, epoch.number)
        self.writer.flush()  # so that it can be read before the run ends


images, labels = digits()  # (N, 1, 8, 8), (N,)
train, val = (TensorDataset(images[part], labels[part]) for part in split(labels, 0.8, seed=1640))
figure, axes = plt.subplots(figsize=(5, 3.6), layout="tight")
for rate, color in ((0.02, "#0072B2"), (0.2, "#D55E00")):
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))
    sgd = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
    options = {"loss": nn.CrossEntropyLoss(), "epochs": 12, "optimizer": sgd}
    options |= {"val_loader": DataLoader(val, 512), "callbacks": [Log(f"runs/lr{rate}")]}
    fit(model, DataLoader(train, 128, shuffle=True), **options)
    log = EventAccumulator(f"runs/lr{rate}").Reload()  # (2)!
    for tag, style in (("loss/train", "--"), ("loss/val", "-")):
        points = [(event.step, event.value) for event in log.Scalars(tag)]
        axes.plot(*zip(*points, strict=True), style, color=color, lw=2, label=f"lr {rate}, {tag}")
axes.set(xlabel="epoch", ylabel="loss", ylim=(0, None))
axes.legend(frameon=False)
figure.savefig("curves.svg")
