import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hanli.data import digits, split

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
images = images.double()
training, test = split(labels, 0.5, seed=1640)
torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(100):
    optimizer.zero_grad()
    cross_entropy(model(images[training]), labels[training]).backward()
    optimizer.step()


def fgsm(x, y, eps):
    x = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(cross_entropy(model(x), y), x)  # (1)!
    return (x.detach() + eps * gradient.sign()).clamp(0, 1)


def accuracy(x, y):
    with torch.no_grad():
        return f"{(model(x).argmax(dim=1) == y).double().mean().item():.2f}"


x, y = images[test], labels[test]
for eps in (0.0, 0.05, 0.1, 0.2):
    signs = torch.randint(0, 2, x.shape) * 2 - 1  # (N, 1, 8, 8)
    noise = (x + eps * signs).clamp(0, 1)  # (2)!
    print(f"eps {eps:<4} FGSM {accuracy(fgsm(x, y, eps), y)}  noise {accuracy(noise, y)}")
