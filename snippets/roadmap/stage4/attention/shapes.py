import torch
from torch.nn import functional as F

torch.manual_seed(1640)
for samples, length in ((2, 4), (4, 4)):
    heads = torch.randn(samples, 2, length, 8)
    lengths = length - torch.arange(samples) % 2
    mask = torch.arange(length) < lengths.unsqueeze(1)
    right = F.scaled_dot_product_attention(heads, heads, heads, attn_mask=mask[:, None, None, :])
    try:
        wrong = F.scaled_dot_product_attention(heads, heads, heads, attn_mask=mask)
        print(f"({samples}, {length}): differs by {(wrong - right).abs().max().item():.2f}")
    except RuntimeError as error:
        print(f"({samples}, {length}): {error}")
try:
    torch.zeros(3, dtype=torch.float16).masked_fill(torch.tensor([True, False, False]), -1e20)
except RuntimeError as error:
    print(error)
