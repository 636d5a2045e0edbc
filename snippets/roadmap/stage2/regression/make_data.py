import torch

N = 1000
generator = torch.Generator().manual_seed(1640)
true_weights = torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64)  # (3,)
true_bias = 4.2
features = torch.randn(N, 3, generator=generator, dtype=torch.float64)  # (N, 3)
noise = 0.1 * torch.randn(N, generator=generator, dtype=torch.float64)  # (N,)
targets = features @ true_weights + true_bias + noise  # (N,)

print("features of sample 0:", [round(value, 4) for value in features[0].tolist()])
print(f"target of sample 0:   {targets[0]:.4f}")
print(f"noise in this target: {noise[0]:.4f}")
