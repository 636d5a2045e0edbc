import torch
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau

from hanli.data import digits, split

torch.manual_seed(1640)
images, labels = digits()  # (N, 1, 8, 8), (N,)
images = images.double()
train, val = split(labels, 0.8, seed=1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)).double()
optimizer = torch.optim.SGD(model.parameters(), lr=2.0, momentum=0.9)  # (1)!
scheduler = ReduceLROnPlateau(optimizer, factor=0.1, patience=1)  # (2)!

for epoch in range(1, 13):
    rate = optimizer.param_groups[0]["lr"]
    for part in train[torch.randperm(len(train))].split(128):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(images[part]), labels[part]).backward()
        optimizer.step()
    with torch.inference_mode():
        val_loss = nn.functional.cross_entropy(model(images[val]), labels[val]).item()
    scheduler.step(val_loss)  # (3)!
    waited = scheduler.num_bad_epochs
    print(f"epoch {epoch:2}  learning rate {rate:<5g}  val {val_loss:.4f}  waited {waited}")
