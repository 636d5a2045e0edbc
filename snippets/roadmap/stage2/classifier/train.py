import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
samples = TensorDataset(images.double(), labels)
generator = torch.Generator().manual_seed(1640)
training, validation, test = random_split(samples, [1197, 300, 300], generator=generator)
loader = DataLoader(training, batch_size=64, shuffle=True, generator=generator)

torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

for epoch in range(10):
    total = 0.0
    for pixels, targets in loader:
        optimizer.zero_grad()
        loss = loss_function(model(pixels), targets)  # ()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(targets)  # (1)!
    print(f"epoch {epoch}: mean loss {total / len(training):.5f}")
