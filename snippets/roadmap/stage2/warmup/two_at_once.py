import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
warmup = LinearLR(optimizer, start_factor=0.25, total_iters=3)
cosine = CosineAnnealingLR(optimizer, T_max=6)
rates = []
for _ in range(10):
    rates.append(optimizer.param_groups[0]["lr"])
    optimizer.step()
    warmup.step()
    cosine.step()
print("both at every epoch:", *(f"{rate:.3f}" for rate in rates))
