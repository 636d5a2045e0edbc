import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels = images.flatten(1).double()  # (N, 64)
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(1640))
training, validation, test = order.split([1197, 300, 300])
STEPS, WARMUP = 150, 30


def accuracy(name, lr, warm, seed):
    torch.manual_seed(seed)  # (1)!
    layers = nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 10)
    model = nn.Sequential(*layers).double()
    optimizer = getattr(torch.optim, name)(model.parameters(), lr=lr)  # (2)!
    scheduler = CosineAnnealingLR(optimizer, T_max=STEPS)
    if warm:
        rising = LinearLR(optimizer, start_factor=1 / WARMUP, total_iters=WARMUP)
        falling = CosineAnnealingLR(optimizer, T_max=STEPS - WARMUP)
        scheduler = SequentialLR(optimizer, [rising, falling], milestones=[WARMUP])
    for _ in range(STEPS):
        batch = training[torch.randint(len(training), (64,))]
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(pixels[batch]), labels[batch]).backward()
        optimizer.step()
        scheduler.step()
    predictions = model(pixels[validation]).argmax(dim=1)  # (300,)
    return (predictions == labels[validation]).double().mean().item()


for name, lr in (("Adam", 0.03), ("Adam", 0.1), ("Adam", 0.2), ("SGD", 1.0)):
    for warm in (False, True):
        found = [accuracy(name, lr, warm, seed) for seed in (1, 2, 3)]
        shown = [f"{x:.3f}" for x in found]
        if lr == 0.2:  # (3)!
            shown = ["<0.5" if x < 0.5 else ">0.9" if x > 0.9 else "between" for x in found]
        print(f"{name:4} {lr:4}, {'with' if warm else 'without':7}", *shown)
