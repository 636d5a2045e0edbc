import torch
from torch import nn

weight = nn.Parameter(torch.zeros(4))
for size in (100.0, 1e-8):
    weight.grad = torch.full((4,), size)  # (4,)
    before = weight.grad.norm().item()
    nn.utils.clip_grad_norm_([weight], max_norm=1.0)  # (1)!
    print(f"{before:.0e} -> {weight.grad.norm().item():.0e}")
