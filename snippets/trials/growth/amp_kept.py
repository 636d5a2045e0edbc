import torch
from torch.nn import functional as F

x = torch.randn(4, 8, 16)  # (4, 8, 16)
maps = torch.randn(2, 4, 6, 6)  # (2, 4, 6, 6)
layer, conv = torch.nn.Linear(16, 16), torch.nn.Conv2d(4, 4, 3)
norm, batch_norm = torch.nn.LayerNorm(16), torch.nn.BatchNorm2d(4)
half = x.bfloat16()  # (4, 8, 16)

with torch.autocast("cpu", dtype=torch.bfloat16):
    results = {
        "linear": layer(x),
        "matmul": x @ x.mT,
        "conv2d": conv(maps),
        "attention": F.scaled_dot_product_attention(x, x, x),
        "gelu of bf16": F.gelu(half),
        "layer_norm of fp32": norm(x),
        "batch_norm of fp32": batch_norm(maps),
        "softmax of bf16": half.softmax(-1),
        "cross_entropy of bf16": F.cross_entropy(half[0], torch.zeros(8, dtype=torch.int64)),
        "mse_loss of bf16": F.mse_loss(half, half),
        "sum of bf16": half.sum(),
        "bf16 + fp32": half + x,
    }
for name, result in results.items():
    print(f"{name:22} {str(result.dtype).removeprefix('torch.')}")
