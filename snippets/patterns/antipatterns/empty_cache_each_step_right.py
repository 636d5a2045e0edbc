import weakref

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

images, labels = digits()
loader = DataLoader(TensorDataset(images.flatten(1), labels), batch_size=64)
model = nn.Linear(64, 10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
alive = weakref.WeakSet()
history = []

for inputs, targets in loader:
    optimizer.zero_grad()
    outputs = model(inputs)
    nn.functional.cross_entropy(outputs, targets).backward()
    optimizer.step()
    detached = outputs.detach()
    alive.add(detached)
    history.append(detached.argmax(1))  # (1)!

print("steps:", len(loader), "- outputs still in memory:", len(alive))
