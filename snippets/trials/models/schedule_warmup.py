import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

weight = torch.zeros(1, requires_grad=True)  # (1,)
optimizer = torch.optim.SGD([weight], lr=0.1)
warmup = LinearLR(optimizer, start_factor=0.25, total_iters=3)
cosine = CosineAnnealingLR(optimizer, T_max=5)
scheduler = SequentialLR(optimizer, [warmup, cosine], milestones=[3])

rates = []
for _epoch in range(8):
    rates.append(optimizer.param_groups[0]["lr"])
    optimizer.step()
    scheduler.step()
print(" ".join(f"{rate:.4f}" for rate in rates))
