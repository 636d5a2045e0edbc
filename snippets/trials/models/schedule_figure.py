import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau, StepLR
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits, split
from hanli.train import fit

images, labels = digits()  # (N, 1, 8, 8), (N,)
samples = TensorDataset(images.double(), labels)
train, val = (torch.utils.data.Subset(samples, part) for part in split(labels, 0.8, seed=1640))


def run(make_scheduler):
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)).double()
    sgd = torch.optim.SGD(model.parameters(), lr=2.0, momentum=0.9)
    loaders = DataLoader(train, 128, shuffle=True), DataLoader(val, 512)
    options = {"loss": nn.CrossEntropyLoss(), "epochs": 15, "device": "cpu"}
    options |= {"optimizer": sgd, "scheduler": make_scheduler(sgd)}  # (1)!
    return fit(model, loaders[0], val_loader=loaders[1], **options).epochs


figure, (above, below) = plt.subplots(2, 1, figsize=(5, 5), sharex=True)
for name, color, make in (
    ("StepLR, every 5 epochs", "#0072B2", lambda sgd: StepLR(sgd, 5, 0.1)),
    ("ReduceLROnPlateau", "#D55E00", lambda sgd: ReduceLROnPlateau(sgd, "min", 0.1, patience=1)),
):
    epochs = run(make)
    numbers = [epoch.number for epoch in epochs]
    above.step(numbers, [e.learning_rate for e in epochs], where="mid", c=color, lw=3, label=name)
    below.plot(numbers, [epoch.validation.loss for epoch in epochs], "o-", c=color, lw=2)
above.set(yscale="log", ylabel="learning rate")
below.set(ylabel="validation loss", xlabel="epoch", ylim=(0, None))
above.legend(frameon=False, fontsize=12)
figure.tight_layout()
figure.savefig("schedules.svg")
