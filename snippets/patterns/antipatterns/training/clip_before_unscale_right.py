import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

images, labels = digits()
loader = DataLoader(TensorDataset(images.double(), labels), batch_size=128)
torch.manual_seed(0)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10)).double()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
scaler = torch.amp.GradScaler("cpu")

for epoch in range(8):
    for inputs, targets in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(inputs), targets)
        scaler.scale(loss).backward()
        scaler.unscale_(optimizer)
        norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
        scaler.step(optimizer)
        scaler.update()
    if epoch in (0, 7):
        print(f"epoch {epoch + 1}: loss {loss.item():.4f}, norm before clipping {norm.item():.1f}")
