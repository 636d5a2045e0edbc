import torch
from torch import nn

from hanli.data import mnist_small, split

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
training, validation = split(labels, 0.8, seed=1640)  # (4000,), (1000,)
torch.manual_seed(1640)
model = nn.Sequential(
    nn.Conv2d(1, 8, 7, stride=2),
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(8 * 11 * 11, 10),  # (1)!
)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(2):
    for batch in training[torch.randperm(len(training))].split(64):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
        optimizer.step()
with torch.no_grad():
    correct = model(images[validation]).argmax(dim=1) == labels[validation]  # (1000,)
print("more than 0.9 of 1,000 new digits are right:", correct.double().mean().item() > 0.9)
