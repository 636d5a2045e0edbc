import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

images, labels = digits()
images = images.flatten(1).double()  # (N, 64)
train = TensorDataset(images[:1397], labels[:1397])
valid = TensorDataset(images[1397:], labels[1397:])
torch.manual_seed(0)
layers = [nn.Linear(64, 64), nn.BatchNorm1d(64), nn.Tanh(), nn.Dropout(0.5), nn.Linear(64, 10)]
model = nn.Sequential(*layers).double()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for _ in range(4):
    for inputs, targets in DataLoader(train, batch_size=128):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(inputs), targets).backward()
        optimizer.step()


def evaluate(model, batch_size):
    model.eval()  # (1)!
    correct = 0
    with torch.no_grad():
        for inputs, targets in DataLoader(valid, batch_size=batch_size):
            correct += (model(inputs).argmax(1) == targets).sum()
    return correct.item() / len(valid)


for batch_size in (128, 8, 2, 1):
    print(f"batch size {batch_size:3}: accuracy {evaluate(model, batch_size):.4f}")
