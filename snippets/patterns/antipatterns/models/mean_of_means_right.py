import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

images, labels = digits()
dataset = TensorDataset(images.double().flatten(1), labels)
torch.manual_seed(0)
model = nn.Linear(64, 10).double()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for inputs, targets in 5 * list(DataLoader(dataset, batch_size=64)):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(inputs), targets).backward()
    optimizer.step()

model.eval()
for batch_size in (1797, 256, 128, 64):
    loader = DataLoader(dataset, batch_size=batch_size)
    total = 0
    with torch.no_grad():
        for inputs, targets in loader:
            hits = (model(inputs).argmax(1) == targets).double()
            total += hits.sum().item()
    accuracy = total / len(dataset)
    print(f"batch size {batch_size:4}: accuracy {accuracy:.4f}")
