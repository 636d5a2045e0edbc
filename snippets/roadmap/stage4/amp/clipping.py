import torch
from torch import nn

for unscale in (False, True):
    weight = torch.zeros(2, requires_grad=True)  # (2,)
    optimizer = torch.optim.SGD([weight], lr=1.0)
    scaler = torch.amp.GradScaler("cpu")
    optimizer.zero_grad()
    scaler.scale(weight @ torch.tensor([3.0, 4.0])).backward()
    if unscale:
        scaler.unscale_(optimizer)
    norm = nn.utils.clip_grad_norm_([weight], max_norm=1.0)  # ()
    scaler.step(optimizer)
    scaler.update()
    moved = weight.norm()  # ()
    print(f"unscale_ first {unscale}: norm {norm:.0f}, weight moved {moved:.6f}")
