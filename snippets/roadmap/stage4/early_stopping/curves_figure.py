import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hanli.data import digits

torch.manual_seed(0)
images, labels = digits()  # (N, 1, 8, 8), (N,)
images = images.double()
training, validation, _ = torch.randperm(len(labels)).split([300, 300, 1197])
targets = labels[training]  # (300,)
targets[:75] = torch.randint(10, (75,))
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 10)).double()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
losses = []
for _ in range(150):
    loss = cross_entropy(model(images[training]), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        losses.append([loss.item(), cross_entropy(model(images[validation]), labels[validation])])
train, held_out = torch.tensor(losses).unbind(dim=1)  # (150,), (150,)
best = held_out.argmin().item()
figure, axes = plt.subplots(figsize=(8, 4))
axes.plot(train, linestyle="--", label="train")
axes.plot(held_out, label="validation")
for epoch, name in ((best, "best"), (best + 10, "patience 10")):
    axes.axvline(epoch, color="C2", linestyle=":")
    axes.annotate(name, (epoch, 2.2), xytext=(4, 0), textcoords="offset points")
axes.set(xlabel="epoch", ylabel="loss", ylim=(0, 2.4))
axes.legend(loc="center right")
figure.tight_layout()
figure.savefig("curves.svg")
