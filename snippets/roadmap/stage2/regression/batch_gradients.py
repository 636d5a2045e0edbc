import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2  # (1000,)
bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()

order = torch.randperm(1000, generator=generator)  # (1000,)
for start, size in ((0, 1000), (0, 10), (10, 10), (20, 10), (30, 10)):
    chosen = order[start : start + size]
    bias.grad = None
    (bias - targets[chosen]).square().mean().backward()
    print(f"{size:4} samples: gradient {bias.grad.item():.4f}")
