import torch

from hanli.models import MultiHeadAttention

torch.manual_seed(1640)
model = MultiHeadAttention(embed_dim=8, num_heads=2).double()
inputs = torch.randn(2, 4, 8, dtype=torch.float64)  # (2, 4, 8)
real = torch.tensor([[True, True, True, True], [True, True, True, False]])  # (2, 4)
changed = inputs.clone()
changed[1, 3] = torch.arange(8) - 3.5
for name, mask in (("no mask", None), ("mask", real)):
    difference = model(changed, mask) - model(inputs, mask)  # (2, 4, 8)
    for sample, row in enumerate(difference.abs().amax(dim=-1).tolist()):
        print(f"{name:7}  sample {sample}", [round(value, 2) for value in row])
