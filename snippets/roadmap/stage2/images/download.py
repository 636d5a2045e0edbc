import torch
from torch.utils.data import DataLoader
from torchvision.datasets import CIFAR10
from torchvision.transforms import v2

transform = v2.Compose(
    [
        v2.ToImage(),
        v2.ToDtype(torch.float32, scale=True),
        v2.Normalize((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
    ]
)
training = CIFAR10("data", train=True, download=True, transform=transform)
test = CIFAR10("data", train=False, download=True, transform=transform)
loader = DataLoader(training, batch_size=128, shuffle=True)
