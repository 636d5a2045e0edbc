import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import CIFAR10
from torchvision.models import resnet18
from torchvision.transforms import v2

from hanli.device import pick_device

mean, std = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)
finish = [v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean, std)]
change = [v2.RandomCrop(32, padding=4), v2.RandomHorizontalFlip()]  # (1)!
for_training = v2.Compose([v2.ToImage(), *change, *finish])
training = CIFAR10("data", train=True, download=True, transform=for_training)
test = CIFAR10("data", train=False, transform=v2.Compose([v2.ToImage(), *finish]))

device, epochs = pick_device(), 30
model = resnet18(num_classes=10)
model.conv1 = nn.Conv2d(3, 64, kernel_size=3, padding=1, bias=False)
model.maxpool = nn.Identity()
model.to(device)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4)
schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=epochs)
for _ in range(epochs):
    model.train()
    for images, labels in DataLoader(training, batch_size=128, shuffle=True):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(images.to(device)), labels.to(device))  # ()
        loss.backward()
        optimizer.step()
    schedule.step()

correct = 0  # (2)!
model.eval()
with torch.no_grad():
    for images, labels in DataLoader(test, batch_size=500):
        correct += (model(images.to(device)).argmax(dim=1).cpu() == labels).sum().item()
print("test accuracy", correct / len(test))
