import math

import torch
from torch.optim.lr_scheduler import ConstantLR, LinearLR, SequentialLR

WARM, HOLD, DOWN, TARGET = 4, 6, 5, 0.1
optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=TARGET)
parts = [
    LinearLR(optimizer, start_factor=1 / (WARM + 1), total_iters=WARM),
    ConstantLR(optimizer, factor=1.0, total_iters=HOLD),  # (1)!
    LinearLR(optimizer, start_factor=1.0, end_factor=0.0, total_iters=DOWN),
]
scheduler = SequentialLR(optimizer, parts, milestones=[WARM, WARM + HOLD])  # (2)!

rates = []
for epoch in range(WARM + HOLD + DOWN + 1):
    rates.append(optimizer.param_groups[0]["lr"])
    up, down = (epoch + 1) / (WARM + 1), (WARM + HOLD + DOWN - epoch) / DOWN
    assert math.isclose(rates[-1], TARGET * min(up, 1, down), abs_tol=1e-15), epoch
    optimizer.step()
    scheduler.step()
print(*(f"{rate:.2f}" for rate in rates))
