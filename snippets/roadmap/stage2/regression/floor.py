import torch

generator = torch.Generator().manual_seed(1640)
true_weights = torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64)  # (3,)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ true_weights + 4.2 + noise  # (1000,)

errors = features @ true_weights + 4.2 - targets  # (1000,)
print(f"true weights: {errors.square().mean():.4f}")
errors = features @ torch.zeros(3, dtype=torch.float64) + 0.0 - targets  # (1000,)
print(f"all zeros:    {errors.square().mean():.4f}")
