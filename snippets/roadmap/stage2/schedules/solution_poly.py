import math

import torch
from torch.optim.lr_scheduler import LambdaLR, PolynomialLR

EPOCHS, POWER = 10, 2.0


def factor(epoch):
    return (1 - min(epoch, EPOCHS) / EPOCHS) ** POWER  # (1)!


optimizers = [torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1) for _ in range(2)]
mine = LambdaLR(optimizers[0], factor)
theirs = PolynomialLR(optimizers[1], total_iters=EPOCHS, power=POWER)
same = True
for _ in range(EPOCHS + 3):
    a, b = (o.param_groups[0]["lr"] for o in optimizers)
    same = same and math.isclose(a, b, abs_tol=1e-15)
    for optimizer, scheduler in zip(optimizers, (mine, theirs), strict=True):
        optimizer.step()
        scheduler.step()
print("equal in all 13 epochs:", same)
print("after the end:", mine.get_last_lr())
