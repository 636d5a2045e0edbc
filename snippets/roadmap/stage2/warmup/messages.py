import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
other = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
warmup, cosine = LinearLR(optimizer, 0.25, total_iters=3), CosineAnnealingLR(optimizer, 7)
for wrong in (
    lambda: LinearLR(optimizer, start_factor=0.0),
    lambda: SequentialLR(optimizer, [warmup, cosine], milestones=[3, 10]),
    lambda: SequentialLR(optimizer, [warmup, CosineAnnealingLR(other, 7)], milestones=[3]),
):
    try:
        wrong()
    except ValueError as error:
        print(str(error).split(", but got")[0])
