import torch
from torch import nn

model = nn.Linear(2, 1)
with torch.no_grad():
    for p in model.parameters():
        p.fill_(0.5)
optimizer = torch.optim.SGD(model.parameters(), lr=0.02)
x = torch.tensor([[1.0, 2.0], [3.0, 4.0]])  # (2, 2)
target = torch.tensor([[1.0], [2.0]])  # (2, 1)

for phase in ("train", "validate", "train", "validate"):
    training = phase == "train"
    model.train(training)  # (1)!
    with torch.set_grad_enabled(training):  # (2)!
        loss = nn.functional.mse_loss(model(x), target)
    if training:
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"{phase:8} recorded {loss.requires_grad!s:5} loss {loss.item():.3f}")
