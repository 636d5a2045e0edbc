import math

import torch
from torch import nn

from hanli.data import digits

images, labels = digits()  # (N, 1, 8, 8), (N,)
order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(1640))
training, validation, test = order.split([1197, 300, 300])
torch.manual_seed(1640)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)).double()
print("numbers", sum(p.numel() for p in model.parameters()), f"  ln 10 = {math.log(10):.4f}")

optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
for step in range(200):
    loss = nn.functional.cross_entropy(model(images[training].double()), labels[training])  # ()
    if step in (0, 199):
        print(f"step {step:3}: training loss {loss.item():.4f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

model.eval()
with torch.no_grad():
    correct = model(images[validation].double()).argmax(dim=1) == labels[validation]  # (300,)
print("validation: correct", correct.sum().item(), "of", len(correct))
