import torch
from torch import nn

from hanli.data import mnist_small

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
order = torch.randperm(5000, generator=torch.Generator().manual_seed(1640))
images, labels = nn.functional.avg_pool2d(images[order], 2).double(), labels[order]


def dense(width=128):
    layers = (nn.Flatten(), nn.Linear(196, width), nn.ReLU(), nn.Linear(width, 10))
    return nn.Sequential(*layers).double()


def train(seed, count=200, build=dense, augment=lambda batch: batch, weight_decay=0.0):
    torch.manual_seed(seed)
    model = build()
    optimizer = torch.optim.AdamW(model.parameters(), 0.005, weight_decay=weight_decay, fused=True)
    chosen = 2000 + torch.randperm(3000)[:count]  # (count,)
    for _ in range(30):
        for batch in chosen[torch.randperm(count)].split(50):
            loss = nn.functional.cross_entropy(model(augment(images[batch])), labels[batch])  # ()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    model.eval()
    with torch.no_grad():
        correct = model(images).argmax(dim=1) == labels  # (5000,)
    return correct[chosen].double().mean().item(), correct[:2000].double().mean().item()


def report(name, **options):
    training, held_out = zip(*(train(seed, **options) for seed in (0, 1, 2)), strict=True)
    texts = [" ".join(f"{value:.2f}" for value in values) for values in (training, held_out)]
    print(f"{name:16} training {texts[0]}   held out {texts[1]}")


if __name__ == "__main__":
    report("200 labels")
