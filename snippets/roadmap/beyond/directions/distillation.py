import torch
from torch import nn

from hanli.data import mnist_small

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
order = torch.randperm(5000, generator=torch.Generator().manual_seed(1640))
images, labels = nn.functional.avg_pool2d(images[order], 2).double(), labels[order]
small, all_images = slice(2000, 2500), slice(2000, 5000)


def teacher():
    convolution = (nn.Conv2d(1, 24, 5), nn.MaxPool2d(2), nn.ReLU(), nn.Flatten())
    return nn.Sequential(*convolution, nn.Dropout(0.5), nn.Linear(600, 10))


def student():
    return nn.Sequential(nn.Flatten(), nn.Linear(196, 16), nn.ReLU(), nn.Linear(16, 10))


def train(build, seed, part, targets, temperature=1.0, steps=300):
    torch.manual_seed(seed)
    model, x, targets = build().double(), images[part], targets[part]
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, fused=True)
    for _ in range(steps):
        batch = torch.randint(len(x), (64,))
        loss = nn.functional.cross_entropy(model(x[batch]) / temperature, targets[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval()


@torch.no_grad()
def accuracy(model):
    return (model(images[:2000]).argmax(dim=1) == labels[:2000]).double().mean().item()
