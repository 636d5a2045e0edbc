import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2  # (1000,)
bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()

errors = bias - targets  # (1000,)
errors.square().mean().backward()
mean_gradient = bias.grad.item()
bias.grad = None

errors = bias - targets  # (1000,)
errors.square().sum().backward()
sum_gradient = bias.grad.item()
print(f"mean:  {mean_gradient:.4f}")
print(f"sum:   {sum_gradient:.1f}")
print(f"ratio: {sum_gradient / mean_gradient:.1f}")
