import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn import functional as F

from hanli.data import digits, split

torch.set_num_threads(1)  # more threads do not help a net this small
images, labels = digits()
images = images.flatten(1).double()  # (1797, 64)
training, validation = split(labels, 0.8, seed=0)


def new_model():
    torch.manual_seed(1640)
    return nn.Sequential(nn.Linear(64, 64), nn.Tanh(), nn.Linear(64, 10)).double()


def curve(model, batch_size, lr):
    losses, optimizer = [], torch.optim.SGD(model.parameters(), lr=lr)
    for _ in range(10):
        for batch in training[torch.randperm(len(training))].split(batch_size):
            optimizer.zero_grad()
            F.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
        with torch.inference_mode():
            losses.append(F.cross_entropy(model(images[validation]), labels[validation]))
    return losses


figure, panels = plt.subplots(3, 1, figsize=(5, 7), sharex=True, layout="tight")
titles, used = ("one network, used again", "new network", "new network, lr scaled"), new_model()
for size, style in ((32, "-"), (64, "--"), (128, ":")):
    runs = [(used, 0.1), (new_model(), 0.1), (new_model(), 0.1 * size / 32)]
    for axes, title, (model, lr) in zip(panels, titles, runs, strict=True):
        axes.plot(range(1, 11), curve(model, size, lr), style, lw=2.5, label=f"batch {size}")
        axes.set(xlabel="epoch", ylabel="validation loss", ylim=(0, 2.3))
        axes.set_title(title, loc="left", fontsize=13)
panels[0].legend(fontsize=11)
figure.savefig("batch.svg")
