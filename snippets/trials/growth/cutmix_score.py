import torch
from torch import nn
from torch.nn import functional as F
from torchvision.transforms import v2

from hanli.data import digits

torch.set_num_threads(1)  # on pictures as small as these a second thread only gets in the way
images, labels = digits()
mix = v2.CutMix(num_classes=10)


def train(seed, per_class, mixed):
    torch.manual_seed(seed)
    order = torch.randperm(len(labels))
    rank = F.one_hot(labels[order], 10).cumsum(0)[range(len(order)), labels[order]]  # (1)!
    seen, unseen = order[rank <= per_class], order[rank > per_class]
    first, second = nn.Conv2d(1, 8, 3, stride=2, padding=1), nn.Conv2d(8, 16, 3, padding=1)
    net = nn.Sequential(first, nn.GELU(), second, nn.GELU(), nn.Flatten(), nn.Linear(256, 10))
    net = net.double()  # (2)!
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.02, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 200)
    for _ in range(200):
        batch = seen[torch.randint(len(seen), (25,))]
        x, y = mix(images[batch], labels[batch]) if mixed else (images[batch], labels[batch])
        loss = F.cross_entropy(net(x.double()), y.double() if mixed else y)  # (3)!
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    logits = net(images[unseen].double()).detach()
    right = (logits.argmax(1) == labels[unseen]).double().mean()
    return right.item(), F.cross_entropy(logits, labels[unseen]).item()


for per_class in (10, 30):
    runs = torch.tensor([[train(s, per_class, mixed) for mixed in (False, True)] for s in range(4)])
    gain, losses = 100 * (runs[:, 1, 0] - runs[:, 0, 0]), runs[:, :, 1].mean(0)
    print(f"{per_class} a class, by seed: {[round(g, 1) for g in gain.tolist()]}", end=" ")
    print(f"mean {gain.mean():+.1f} ± {gain.std():.1f}, loss {losses[0]:.2f} -> {losses[1]:.2f}")
