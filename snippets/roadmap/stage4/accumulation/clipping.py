import torch
from torch.nn.utils import clip_grad_norm_

for every_part in (False, True):
    w = torch.zeros(2, requires_grad=True)
    for part in ([3.0, 0.0], [0.0, 4.0]):
        (w * torch.tensor(part)).sum().backward()
        if every_part:
            clip_grad_norm_([w], max_norm=1.0)
    norm = clip_grad_norm_([w], max_norm=1.0)
    name = "every part" if every_part else "the window"
    print(f"clip {name}: norm {norm:.2f}, then {[round(g, 2) for g in w.grad.tolist()]}")
