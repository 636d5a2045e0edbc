import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import mnist_small, split

torch.manual_seed(1640)
device = torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")
images, labels = mnist_small()  # (N, 1, 28, 28), (N,)
train, val = split(labels, 0.8, seed=1640)  # (1)!
train_loader = DataLoader(TensorDataset(images[train], labels[train]), 64, shuffle=True)
val_loader = DataLoader(TensorDataset(images[val], labels[val]), 256)

model = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 10)).to(device)  # (2)!
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
criterion = nn.CrossEntropyLoss()

for epoch in range(1, 4):
    model.train()
    train_sum = 0.0
    for inputs, targets in train_loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = criterion(model(inputs), targets)  # ()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        train_sum += loss.item() * len(targets)  # (3)!

    model.eval()
    val_sum, hits = 0.0, 0
    with torch.inference_mode():  # (4)!
        for inputs, targets in val_loader:
            inputs, targets = inputs.to(device), targets.to(device)
            logits = model(inputs)
            val_sum += criterion(logits, targets).item() * len(targets)
            hits += (logits.argmax(1) == targets).sum().item()
    losses = f"train {train_sum / len(train):.3f}  val {val_sum / len(val):.3f}"
    print(f"epoch {epoch}  {losses}  accuracy {hits / len(val):.3f}")
