import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch import nn
from torch.utils.tensorboard import SummaryWriter

from hanli.data import digits, split

torch.manual_seed(1640)
images, labels = digits()  # (N, 1, 8, 8), (N,)
train, val = split(labels, 0.8, seed=1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.1)
criterion = nn.CrossEntropyLoss()

with SummaryWriter("runs/lr0.5-seed1640") as writer:  # (1)!
    for epoch in range(1, 7):
        writer.add_scalar("lr", optimizer.param_groups[0]["lr"], epoch)  # (2)!
        total = 0.0
        for part in train[torch.randperm(len(train))].split(128):
            loss = criterion(model(images[part]), labels[part])  # ()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(part)
        scheduler.step()
        writer.add_scalar("loss/train", total / len(train), epoch)  # (3)!
        with torch.inference_mode():
            val_loss = criterion(model(images[val]), labels[val])  # ()
        writer.add_scalar("loss/val", val_loss, epoch)

log = EventAccumulator("runs/lr0.5-seed1640").Reload()  # (4)!
for tag in log.Tags()["scalars"]:
    print(f"{tag:10}", *(f"{event.step}:{event.value:.3f}" for event in log.Scalars(tag)))
