import torch
from torch import nn
from torch.nn.functional import pad
from torchvision.transforms import v2

from hanli.data import mnist_small, split

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
rest, test = split(labels, 0.8, seed=1640)
first, second = split(labels[rest], 0.875, seed=1640)
training, validation = rest[first], rest[second]

torch.manual_seed(1640)
first_stage = [nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)]
second_stage = [nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2)]
head = [nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)]
model = nn.Sequential(*first_stage, *second_stage, nn.Flatten(), *head)
change = v2.RandomAffine(10, (0.08, 0.08), (0.9, 1.1), interpolation=v2.InterpolationMode.BILINEAR)
optimizer = torch.optim.AdamW(model.parameters())
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.01, total_steps=3 * 70)
for _ in range(3):
    for batch in training[torch.randperm(len(training))].split(50):
        pictures = torch.cat([change(few) for few in images[batch].split(10)])
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(pictures), labels[batch]).backward()
        optimizer.step()
        schedule.step()


def accuracy(change_all):
    with torch.no_grad():
        guesses = model(change_all(images[validation])).argmax(dim=1)
    return (guesses == labels[validation]).double().mean().item()


print("as they are, above 0.95:", accuracy(lambda x: x) > 0.95)
print("moved right by 2, above 0.9:", accuracy(lambda x: pad(x, (2, 0))[..., :28]) > 0.9)  # (1)!
print("moved right by 6, below 0.6:", accuracy(lambda x: pad(x, (6, 0))[..., :28]) < 0.6)
print("inverted, below 0.3:", accuracy(lambda x: 1 - x) < 0.3)
print("upside down, below 0.6:", accuracy(lambda x: x.rot90(2, dims=(2, 3))) < 0.6)
