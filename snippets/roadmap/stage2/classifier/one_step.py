import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
pixels, targets = images[:64].double(), labels[:64]  # (64, 1, 8, 8), (64,)
torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10)).double()
loss_function = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

for step in range(3):
    optimizer.zero_grad()
    logits = model(pixels)  # (64, 10)
    loss = loss_function(logits, targets)  # ()
    loss.backward()
    optimizer.step()
    print(f"step {step}: loss {loss.item():.4f}")
