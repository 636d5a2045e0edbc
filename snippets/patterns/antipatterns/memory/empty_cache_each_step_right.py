import weakref

import torch
from torch import nn

from hanli.data import digits

images, labels = digits()
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
alive, history = weakref.WeakSet(), []

for inputs, targets in zip(images.split(64), labels.split(64), strict=True):
    optimizer.zero_grad()
    outputs = model(inputs)
    nn.functional.cross_entropy(outputs, targets).backward()
    optimizer.step()
    outputs = outputs.detach()
    alive.add(outputs)
    history.append(outputs.argmax(1))

print(f"{len(alive)} of {len(history)} outputs in memory")
