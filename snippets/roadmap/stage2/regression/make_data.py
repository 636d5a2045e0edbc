import torch

N = 1000
generator = torch.Generator().manual_seed(1640)
true_weights = torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64)  # (3,)
true_bias = 4.2

features = torch.randn(N, 3, generator=generator, dtype=torch.float64)  # (N, 3)
noise = 0.1 * torch.randn(N, generator=generator, dtype=torch.float64)  # (N,)
targets = features @ true_weights + true_bias + noise  # (N,)

print(features.shape, targets.shape)
print(f"first target {targets[0]:.4f}, of it noise {noise[0]:.4f}")
print(f"the noise alone, mean square: {noise.square().mean():.4f}")
