import torch
from torch.nn import functional as F

other = torch.rand(4, 4)  # (4, 4)
labels = torch.arange(4)  # (4,)
operations = {
    "x @ other": lambda x: x @ other,
    "linear": lambda x: F.linear(x, other),
    "conv2d": lambda x: F.conv2d(x.view(1, 1, 4, 4), other.view(1, 1, 4, 4)),
    "bmm": lambda x: torch.bmm(x[None], other[None]),
    "relu": lambda x: x.relu(),
    "softmax": lambda x: x.softmax(dim=1),
    "sum": lambda x: x.sum(),
    "exp": lambda x: x.exp(),
    "layer_norm": lambda x: F.layer_norm(x, (4,)),
    "x + x": lambda x: x + x,
    "x + other": lambda x: x + other,
    "cat": lambda x: torch.cat([x, other]),
    "mse_loss": lambda x: F.mse_loss(x, other),
    "cross_entropy": lambda x: F.cross_entropy(x, labels),
    "prod": lambda x: x.prod(),
}
print(f"{'':13}", *(f"{name:>8}" for name in ("float32", "bfloat16", "float32", "float16")))
for name, operation in operations.items():
    results = []
    for low in (torch.bfloat16, torch.float16):
        for dtype in (torch.float32, low):
            with torch.amp.autocast("cpu", dtype=low):
                result = operation(torch.rand(4, 4).to(dtype))
            results.append(str(result.dtype).removeprefix("torch."))
    print(f"{name:13}", *(f"{result:>8}" for result in results))
