import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

loader = DataLoader(TensorDataset(*digits()), batch_size=600)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10)

scaler = torch.amp.GradScaler("cpu", enabled=False)  # (1)!
for inputs, targets in loader:
    optimizer.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        loss = nn.functional.cross_entropy(model(inputs), targets)
    scaler.scale(loss).backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    scaler.step(optimizer)
    scaler.update()
scheduler.step()
print("rate:", scheduler.get_last_lr(), "and not one warning")
