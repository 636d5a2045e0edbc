import torch
from torch import nn

from hanli.data import mnist_small

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
images = images.double()
order = torch.randperm(5000, generator=torch.Generator().manual_seed(1640))
few, held_out = order[:200], order[4000:]

distance = torch.cdist(images[held_out].flatten(1), images[few].flatten(1))  # (1000, 200)
nearest = labels[few][distance.argmin(dim=1)]  # (1000,)
print("nearest sample, held out:", (nearest == labels[held_out]).double().mean().item())

torch.manual_seed(1640)
model = nn.Sequential(
    *(nn.Conv2d(1, 8, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU()),
    *(nn.Conv2d(8, 16, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(16), nn.ReLU()),
    *(nn.Flatten(), nn.Linear(16 * 7 * 7, 10)),
).double()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
for _ in range(16):
    for chosen in few[torch.randperm(200)].split(50):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[chosen]), labels[chosen]).backward()
        optimizer.step()

model.eval()
with torch.no_grad():
    for name, part in {"training": few, "held out": held_out}.items():
        correct = model(images[part]).argmax(dim=1) == labels[part]
        print(f"network, {name}:", correct.double().mean().item())
