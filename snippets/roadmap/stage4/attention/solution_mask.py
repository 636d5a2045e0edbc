import torch
from torch.nn import functional as F

causal = torch.ones(4, 4, dtype=torch.bool).tril()  # (4, 4)
values = torch.tensor([[[1.0], [10.0], [100.0], [1000.0]]])  # (1, 4, 1)
zeros = torch.zeros(1, 4, 1)  # (1, 4, 1)
for side, real in (("right", [True, True, True, False]), ("left", [False, True, True, True])):
    allowed = causal & torch.tensor(real)  # (4, 4)
    outputs = F.scaled_dot_product_attention(zeros, zeros, values, attn_mask=allowed)  # (1, 4, 1)
    print(f"{side:5}", allowed.int().tolist(), [round(x, 1) for x in outputs.flatten().tolist()])
