import torch
from torch import nn
from torch.nn.functional import cross_entropy

from hanli.data import digits, split

images, labels = digits()  # (1797, 1, 8, 8), (1797,)
images = images.double()
training, test = (part[:400] for part in split(labels, 0.5, seed=1640))


def move(model, x, y, kind, eps=0.1):
    if kind == "noise":
        direction = torch.randint(0, 2, x.shape) * 2 - 1  # (N, 1, 8, 8)
    else:
        x = x.clone().requires_grad_()
        (gradient,) = torch.autograd.grad(cross_entropy(model(x), y), x)
        direction = gradient.sign()
    return (x.detach() + eps * direction).clamp(0, 1)


def train(kind, seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(60):
        x, y = images[training], labels[training]
        x = x if kind == "clean" else move(model, x, y, kind)
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()
    return model


for kind in ("clean", "noise", "FGSM"):
    for seed in (0, 1, 2):
        model = train(kind, seed)
        attacked = move(model, images[test], labels[test], "FGSM")
        correct = (model(attacked).argmax(dim=1) == labels[test]).double().mean().item()
        print(f"trained on {kind:5} seed {seed}: FGSM {correct:.2f}")
