import warnings

import torch
from torch import nn

from hanli.data import digits

images, labels = digits()
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("default")
    for inputs, targets in zip(images.split(600), labels.split(600), strict=True):
        optimizer.zero_grad()
        with torch.cpu.amp.autocast(dtype=torch.bfloat16):  # (1)!
            loss = nn.functional.cross_entropy(model(inputs), targets)
        loss.backward()
        optimizer.step()

print("deprecation warnings:", len(caught))
for warning in caught:
    print(f"{warning.category.__name__}: {warning.message}")
