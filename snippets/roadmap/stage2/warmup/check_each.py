import math

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

TARGET, FIRST, WARMUP, EPOCHS = 1e-3, 1e-3, 5, 15


def wanted(epoch):
    if epoch < WARMUP:
        return TARGET * (FIRST + (1 - FIRST) * epoch / WARMUP)  # (1)!
    return TARGET * (1 + math.cos(math.pi * (epoch - WARMUP) / (EPOCHS - WARMUP))) / 2


optimizer = torch.optim.AdamW([torch.zeros(1, requires_grad=True)], lr=TARGET)
warmup = LinearLR(optimizer, FIRST, total_iters=WARMUP)
cosine = CosineAnnealingLR(optimizer, EPOCHS - WARMUP)
scheduler = SequentialLR(optimizer, [warmup, cosine], milestones=[WARMUP])
for epoch in range(EPOCHS):
    rate = optimizer.param_groups[0]["lr"]
    assert math.isclose(rate, wanted(epoch), rel_tol=1e-9), epoch  # (2)!
    optimizer.step()
    scheduler.step()
print(f"all {EPOCHS} epochs as wanted; {WARMUP} of them below the target, epoch {WARMUP} on it")
