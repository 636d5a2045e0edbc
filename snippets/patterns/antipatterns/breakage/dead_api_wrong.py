import warnings

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits

loader = DataLoader(TensorDataset(*digits()), batch_size=600)
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    scaler = torch.cuda.amp.GradScaler(enabled=False)  # (1)!
    for inputs, targets in loader:
        optimizer.zero_grad()
        with torch.cpu.amp.autocast(dtype=torch.bfloat16):
            loss = nn.functional.cross_entropy(model(inputs), targets)
        scaler.scale(loss).backward()
        nn.utils.clip_grad_norm(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()

for text in dict.fromkeys(f"{w.category.__name__}: {w.message}" for w in caught):
    print(text)

try:
    torch.optim.lr_scheduler.StepLR(optimizer, 10, verbose=True)
except TypeError as error:
    print("TypeError:", error)
