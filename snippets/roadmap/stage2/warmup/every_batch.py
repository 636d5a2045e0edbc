import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
loader = DataLoader(TensorDataset(images.flatten(1).double(), labels), 128, shuffle=True)
EPOCHS, WARM_EPOCHS, TARGET = 5, 2, 0.5
total, warm = EPOCHS * len(loader), WARM_EPOCHS * len(loader)  # (1)!

torch.manual_seed(1640)
model = nn.Linear(64, 10).double()
optimizer = torch.optim.SGD(model.parameters(), lr=TARGET)
warmup = LinearLR(optimizer, start_factor=1 / warm, total_iters=warm - 1)  # (2)!
cosine = CosineAnnealingLR(optimizer, T_max=total - warm)
scheduler = SequentialLR(optimizer, [warmup, cosine], milestones=[warm])

rates = []
for _ in range(EPOCHS):
    for pixels, targets in loader:
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(pixels), targets)  # ()
        loss.backward()
        optimizer.step()
        scheduler.step()  # (3)!
for number in (1, 2, warm - 1, warm, warm + 1, total):
    print(f"batch {number:2}: {rates[number - 1]:.4f}")
