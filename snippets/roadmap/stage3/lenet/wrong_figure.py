import matplotlib.pyplot as plt
import torch
from torch import nn

from hanli.data import mnist_small, split

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
images = images.double()  # rounds so finely that other processors draw the same figure
rest, test = split(labels, 0.8, seed=1640)
first, second = split(labels[rest], 0.875, seed=1640)
training, validation = rest[first], rest[second]
torch.manual_seed(1640)
first_stage = [nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)]
second_stage = [nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)]
head = [nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)]
model = nn.Sequential(*first_stage, *second_stage, nn.Flatten(), *head).double()
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
for _ in range(4):
    for batch in training[torch.randperm(len(training))].split(50):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
        optimizer.step()

with torch.no_grad():
    chances, guesses = torch.softmax(model(images[validation]), dim=1).max(dim=1)
truth = labels[validation]  # (500,)
confusion = torch.bincount(truth * 10 + guesses, minlength=100).reshape(10, 10)  # (10, 10)
wrong = (guesses != truth).nonzero().flatten().tolist()
print("wrong of 500, from 8 to 40:", 8 <= len(wrong) <= 40)
figure, panels = plt.subplot_mosaic("aaaabcde;aaaafghi", figsize=(7.6, 3.6), layout="tight")
panels["a"].imshow((confusion > 0).numpy(), cmap="Blues", vmax=3)
for row, column in confusion.nonzero().tolist():
    panels["a"].text(column, row, confusion[row, column].item(), ha="center", va="center", size=9)
panels["a"].set(xlabel="predicted", ylabel="label", xticks=range(10), yticks=range(10))
for name, index in zip("bcdefghi", wrong, strict=False):
    panels[name].imshow(images[validation[index], 0].numpy(), cmap="gray_r", vmin=0, vmax=1)
    title = f"{truth[index]} read as\n{guesses[index]}, p = {chances[index]:.2f}"
    panels[name].set_title(title, fontsize=9)
    panels[name].axis("off")
figure.savefig("wrong.png", dpi=100)
