import warnings

import torch
from torch import nn

from hanli.data import digits

images, labels = digits()
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
used = []

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(3):
        scheduler.step()  # (1)!
        used.append(scheduler.get_last_lr()[0])
        for inputs, targets in zip(images.split(128), labels.split(128), strict=True):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(inputs), targets).backward()
            optimizer.step()

print("rates used:", used)
print("warnings:", [str(warning.message).partition(". ")[0] for warning in caught])
