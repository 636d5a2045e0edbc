import torch
from torch import nn
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
smooth = v2.InterpolationMode.BILINEAR  # (1)!
change = v2.RandomAffine(15, (0.08, 0.08), (0.85, 1.15), shear=10, interpolation=smooth)
optimizer = torch.optim.AdamW(model.parameters())
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.01, total_steps=9 * 100)
for _ in range(9):
    for batch in training[torch.randperm(len(training))].split(35):
        pictures = torch.cat([change(few) for few in images[batch].split(7)])  # (2)!
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(pictures), labels[batch]).backward()
        optimizer.step()
        schedule.step()


def accuracy(part):
    with torch.no_grad():
        correct = model(images[part]).argmax(dim=1) == labels[part]
    return correct.double().mean().item()


print("validation, accuracy at least 0.96:", accuracy(validation) >= 0.96)
print("test, accuracy at least 0.97:", accuracy(test) >= 0.97)
