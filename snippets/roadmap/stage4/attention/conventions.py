import torch
from torch import nn
from torch.nn import functional as F

queries, keys = torch.zeros(1, 1, 1), torch.zeros(1, 3, 1)  # (1, 1, 1), (1, 3, 1)
values = torch.tensor([[[1.0], [10.0], [100.0]]])  # (1, 3, 1)
module = nn.MultiheadAttention(1, 1, bias=False, batch_first=True)
nn.init.ones_(module.in_proj_weight)  # (1)!
nn.init.ones_(module.out_proj.weight)
real = torch.tensor([[True, True, False]])  # (1, 3)
print(" " * 21, "function module no weights")
for name, mask in (
    ("bool True True False", real),
    ("bool False False True", ~real),
    ("float 0 0 -inf", torch.tensor([[0.0, 0.0, -torch.inf]])),
    ("float 1 1 0", real.float()),
    ("bool all False", torch.zeros_like(real)),
    ("bool all True", torch.ones_like(real)),
    ("float all -inf", torch.full((1, 3), -torch.inf)),
):
    function = F.scaled_dot_product_attention(queries, keys, values, attn_mask=mask)  # (1, 1, 1)
    result, _ = module(queries, keys, values, key_padding_mask=mask)  # (1, 1, 1), (1, 1, 3)
    unweighted, _ = module(queries, keys, values, key_padding_mask=mask, need_weights=False)  # (2)!
    numbers = (f"{value.item():6.2f}" for value in (function, result, unweighted))
    print(f"{name:21}", *numbers)
