import torch
from torch import nn

from hanli.data import FASHION_CLASSES, fashion_mnist

images, labels = (part[:3000] for part in fashion_mnist())
images = images.double()  # (3000, 1, 28, 28)
torch.manual_seed(1640)
layers = [nn.Conv2d(1, 8, 3, 2, 1, bias=False), nn.BatchNorm2d(8), nn.ReLU()]
layers += [nn.Conv2d(8, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
model = nn.Sequential(*layers, nn.Flatten(), nn.Linear(784, 10)).double()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
for _ in range(3):
    for chosen in torch.randperm(2000).split(50):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[chosen]), labels[chosen]).backward()
        optimizer.step()

seen, answers = images[2000:], labels[2000:]  # (1000, 1, 28, 28), (1000,)
with torch.no_grad():
    predictions = model.eval()(seen).argmax(dim=1)  # (1000,)
confusion = torch.bincount(answers * 10 + predictions, minlength=100).reshape(10, 10)
print("accuracy", (predictions == answers).double().mean().item())
for label, name in enumerate(FASHION_CLASSES):
    row = confusion[label].clone()  # (10,)
    right, count = row[label].item(), row.sum().item()
    row[label] = 0
    wrong = f"{row.max().item()} read as {FASHION_CLASSES[row.argmax()]}"
    print(f"{name:12}{right:4} of {count:3} = {right / count:.2f}, {wrong}")
