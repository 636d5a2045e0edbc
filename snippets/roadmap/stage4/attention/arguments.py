import torch
from torch.nn import functional as F

keys = torch.zeros(1, 3, 1)  # (1, 3, 1)
values = torch.tensor([[[1.0], [10.0], [100.0]]])  # (1, 3, 1)
for length in (3, 1):
    queries = torch.zeros(1, length, 1)
    outputs = F.scaled_dot_product_attention(queries, keys, values, is_causal=True)
    print(
        f"is_causal, queries {length}:", [round(output, 1) for output in outputs.flatten().tolist()]
    )
torch.manual_seed(1640)
for _ in range(2):
    outputs = F.scaled_dot_product_attention(queries, keys, values, dropout_p=0.5)  # (1, 1, 1)
    print(f"dropout_p: {outputs.item():.1f}")
