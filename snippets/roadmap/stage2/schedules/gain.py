import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels = images.flatten(1).double()  # (N, 64)
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(1640))
training, validation, test = order.split([1197, 300, 300])
EPOCHS = 10


def accuracy(lr, annealed, seed):
    torch.manual_seed(seed)  # (1)!
    model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9)
    scheduler = CosineAnnealingLR(optimizer, T_max=EPOCHS)
    for _ in range(EPOCHS):
        for batch in training[torch.randperm(len(training))].split(32):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(pixels[batch]), labels[batch]).backward()
            optimizer.step()
        if annealed:
            scheduler.step()  # (2)!
    with torch.no_grad():
        predictions = model(pixels[validation]).argmax(dim=1)  # (300,)
    return (predictions == labels[validation]).double().mean().item()


for seed in (1, 2, 3):
    print(f"seed {seed}: constant {accuracy(0.1, False, seed):.3f}", end="   ")
    print(f"annealed {accuracy(0.1, True, seed):.3f}")
