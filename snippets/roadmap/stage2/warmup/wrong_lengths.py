import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

WARMUP, EPOCHS = 3, 10


def show(text, joined, t_max):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    warmup = LinearLR(optimizer, start_factor=0.25, total_iters=WARMUP)
    cosine = CosineAnnealingLR(optimizer, T_max=t_max)
    steppers = [warmup, cosine]
    if joined:
        steppers = [SequentialLR(optimizer, [warmup, cosine], milestones=[WARMUP])]
    rates = []
    for _ in range(EPOCHS + 1):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        for scheduler in steppers:
            scheduler.step()
    print(f"{text:12}", *(f"{rate:.2f}" for rate in rates))


show("right", True, EPOCHS - WARMUP)
show("T_max=10", True, EPOCHS)
show("T_max=4", True, 4)
show("both stepped", False, EPOCHS - WARMUP)
