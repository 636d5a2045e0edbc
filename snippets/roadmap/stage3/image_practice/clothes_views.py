import torch
from torch import nn

from hanli.data import fashion_mnist

images, labels = (part[:5000] for part in fashion_mnist())
images = images.double()  # (5000, 1, 28, 28)


def shift(batch):
    windows = nn.functional.pad(batch, (2, 2, 2, 2)).unfold(2, 28, 1).unfold(3, 28, 1)
    return windows[torch.arange(len(batch)), :, *torch.randint(5, (2, len(batch)))]  # (1)!


def accuracy(view, seed):
    order = torch.randperm(5000, generator=torch.Generator().manual_seed(seed))
    few, held_out = order[:200], order[4000:]
    torch.manual_seed(seed)
    layers = [nn.Conv2d(1, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU()]  # (2)!
    layers += [nn.Conv2d(8, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(784, 10)).double()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    for _ in range(16):
        for chosen in few[torch.randperm(200)].split(50):
            optimizer.zero_grad()
            logits = model(view(images[chosen]))
            nn.functional.cross_entropy(logits, labels[chosen]).backward()
            optimizer.step()
    with torch.no_grad():
        correct = model.eval()(images[held_out]).argmax(dim=1) == labels[held_out]
    return correct.double().mean().item()


def flip(batch):
    return torch.where(torch.rand(len(batch), 1, 1, 1) < 0.5, batch.flip(3), batch)


for name, view in {"none": nn.Identity(), "shift": shift, "flip": flip}.items():
    scores = [accuracy(view, seed) for seed in (1640, 1, 2)]
    print(f"{name:6}", *(f"{score:.2f}" for score in scores), f"mean {sum(scores) / 3:.2f}")
