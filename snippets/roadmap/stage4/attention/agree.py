import torch
from torch import nn

from hanli.models import MultiHeadAttention

torch.manual_seed(1640)
ours = MultiHeadAttention(embed_dim=16, num_heads=4).double()
theirs = nn.MultiheadAttention(16, 4, batch_first=True).double()
layers = (ours.query, ours.key, ours.value)
weights = {
    "in_proj_weight": torch.cat([layer.weight for layer in layers]),  # (1)!
    "in_proj_bias": torch.cat([layer.bias for layer in layers]),
    "out_proj.weight": ours.output.weight,
    "out_proj.bias": ours.output.bias,
}
theirs.load_state_dict(weights)
inputs = torch.randn(2, 5, 16, dtype=torch.float64)  # (2, 5, 16)
future = ~torch.ones(5, 5, dtype=torch.bool).tril()  # (5, 5)
outputs, _ = theirs(inputs, inputs, inputs)
print(f"no mask differs by {(outputs - ours(inputs)).abs().max().item():.6f}")
outputs, _ = theirs(inputs, inputs, inputs, attn_mask=future)  # (2)!
print(f"causal differs by {(outputs - ours(inputs, causal=True)).abs().max().item():.6f}")
