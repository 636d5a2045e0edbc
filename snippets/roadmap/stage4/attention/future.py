import torch

from hanli.models import MultiHeadAttention

torch.manual_seed(1640)
model = MultiHeadAttention(embed_dim=8, num_heads=2).double()
inputs = torch.randn(2, 4, 8, dtype=torch.float64)  # (2, 4, 8)
changed = inputs.clone()
changed[0, 2] = torch.arange(8) - 3.5  # (1)!
for causal in (False, True):
    difference = model(changed, causal=causal) - model(inputs, causal=causal)  # (2, 4, 8)
    for sample, row in enumerate(difference.abs().amax(dim=-1).tolist()):
        print(f"causal {causal!s:5}  sample {sample}", [round(value, 2) for value in row])
