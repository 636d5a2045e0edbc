import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
generator = torch.Generator().manual_seed(1640)
order = torch.randperm(len(labels), generator=generator)
few, validation = order[:100], order[1197:1497]

torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10)).double()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for _ in range(50):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(images[few].double()), labels[few]).backward()
    optimizer.step()

model.eval()
with torch.no_grad():
    predictions = model(images[validation].double()).argmax(dim=1)  # (300,)
targets = labels[validation]  # (300,)
pairs = torch.bincount(targets * 10 + predictions, minlength=100)  # (1)!
confusion = pairs.reshape(10, 10)  # (10, 10)
print("predicted ", *(f"{digit:2}" for digit in range(10)))
for digit in range(10):
    print(f"label {digit}   ", *(f"{count:2}" for count in confusion[digit].tolist()))
print("correct", confusion.diagonal().sum().item(), "of", len(targets))
