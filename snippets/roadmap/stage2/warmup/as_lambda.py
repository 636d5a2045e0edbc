import math

import torch
from torch.optim.lr_scheduler import LambdaLR

TARGET, WARMUP, EPOCHS = 1e-3, 5, 15


def factor(epoch):
    if epoch < WARMUP:
        return (epoch + 1) / (WARMUP + 1)  # (1)!
    done = min((epoch - WARMUP) / (EPOCHS - WARMUP), 1.0)  # (2)!
    return (1 + math.cos(math.pi * done)) / 2


optimizer = torch.optim.AdamW([torch.zeros(1, requires_grad=True)], lr=TARGET)
scheduler = LambdaLR(optimizer, factor)  # (3)!
for epoch in range(EPOCHS + 2):
    if epoch in (0, 1, 4, 5, 6, 10, 15, 16):
        print(f"epoch {epoch:2}: {optimizer.param_groups[0]['lr']:.3e}")
    optimizer.step()
    scheduler.step()
