import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR


def rates(total_iters, milestone):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    warmup = LinearLR(optimizer, start_factor=0.25, total_iters=total_iters)
    cosine = CosineAnnealingLR(optimizer, T_max=4)
    scheduler = SequentialLR(optimizer, [warmup, cosine], milestones=[milestone])
    found = []
    for _ in range(8):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


for total_iters, milestone in ((3, 3), (3, 2), (3, 5), (4, 4)):
    found = rates(total_iters, milestone)
    print(f"total_iters={total_iters}, milestone {milestone}:", *(f"{rate:.2f}" for rate in found))
