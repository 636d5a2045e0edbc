import torch
from torch import nn

weight = nn.Parameter(torch.zeros(2))  # (2,)
for gradient in ([3.0, 4.0], [0.3, 0.4], [float("inf"), 1.0]):
    weight.grad = torch.tensor(gradient)  # (2,)
    before = nn.utils.clip_grad_norm_([weight], max_norm=1.0)  # ()
    print(f"norm before {before:.1f}  gradient after {[round(g, 4) for g in weight.grad.tolist()]}")
