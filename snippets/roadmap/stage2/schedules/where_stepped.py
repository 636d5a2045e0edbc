import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR, OneCycleLR, ReduceLROnPlateau

from hanli.data import digits, split

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels, (train, val) = images.flatten(1).double(), split(labels, 0.8, seed=1640)
EPOCHS, BATCHES = 4, len(train.split(128))


def run(make, every):
    torch.manual_seed(1640)
    model = nn.Linear(64, 10).double()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
    scheduler, calls, rates = make(optimizer), 0, []
    for _ in range(EPOCHS):
        rates.append(optimizer.param_groups[0]["lr"])
        for batch in train[torch.randperm(len(train))].split(128):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(pixels[batch]), labels[batch]).backward()
            optimizer.step()
            if every == "batch":
                scheduler.step()  # (1)!
                calls += 1
        with torch.inference_mode():
            loss = nn.functional.cross_entropy(model(pixels[val]), labels[val])  # ()
        if every != "batch":
            scheduler.step(loss) if every == "metric" else scheduler.step()  # (2)!
            calls += 1
    print(f"{every:6} {calls:2} calls, rate as each epoch starts:", *(f"{r:.4f}" for r in rates))


run(lambda o: CosineAnnealingLR(o, T_max=EPOCHS), "epoch")
run(lambda o: OneCycleLR(o, max_lr=0.5, total_steps=EPOCHS * BATCHES), "batch")
run(lambda o: ReduceLROnPlateau(o, patience=1), "metric")
