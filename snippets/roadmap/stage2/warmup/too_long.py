import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

WARMUP, EPOCHS = 3, 10
for t_max in (EPOCHS, EPOCHS - WARMUP, 4):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    warmup = LinearLR(optimizer, start_factor=0.25, total_iters=WARMUP)
    cosine = CosineAnnealingLR(optimizer, T_max=t_max)
    scheduler = SequentialLR(optimizer, [warmup, cosine], milestones=[WARMUP])
    rates = []
    for _ in range(EPOCHS + 1):
        rates.append(scheduler.get_last_lr()[0])
        optimizer.step()
        scheduler.step()
    print(f"T_max={t_max:2}:", *(f"{rate:.2f}" for rate in rates))
