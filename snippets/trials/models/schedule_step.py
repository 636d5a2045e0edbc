import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

torch.manual_seed(1640)
images, labels = digits()  # (N, 1, 8, 8), (N,)
loader = DataLoader(TensorDataset(images.double(), labels), 256, shuffle=True)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)).double()  # (1)!
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)  # (2)!
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=5, gamma=0.1)

for epoch in range(1, 13):
    rate = optimizer.param_groups[0]["lr"]  # (3)!
    total = 0.0
    for inputs, targets in loader:
        loss = nn.functional.cross_entropy(model(inputs), targets)  # ()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(targets)
    scheduler.step()  # (4)!
    print(f"epoch {epoch:2}  learning rate {rate:.4f}  loss {total / len(labels):.4f}")
