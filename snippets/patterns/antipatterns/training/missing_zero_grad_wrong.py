import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

images, labels = digits()
loader = DataLoader(TensorDataset(images.double(), labels), batch_size=128)
torch.manual_seed(0)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10)).double()
optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
loss_function = nn.CrossEntropyLoss()

for epoch in range(1, 13):
    total = 0
    for inputs, targets in loader:
        loss = loss_function(model(inputs), targets)
        loss.backward()  # (1)!
        optimizer.step()
        total += loss.detach() * len(targets)
    if epoch in (1, 2, 6, 12):
        norm = nn.utils.get_total_norm([p.grad for p in model.parameters()])
        mean = total.item() / len(labels)
        print(f"epoch {epoch:2}: loss {mean:.4f}, gradient norm {norm.item():.4f}")
