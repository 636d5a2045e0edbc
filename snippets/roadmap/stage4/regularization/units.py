import torch

mean, std, eps = 0.5, 0.25, 8 / 255
x = torch.tensor([0.2, 0.9])
normalized = (x - mean) / std
for step in (eps, eps / std):
    back = (normalized + step) * std + mean
    print(f"step {step:.4f}: pixels move by {(back - x).max().item():.4f}")
print("clamped to [0, 1]:", (normalized.clamp(0, 1) * std + mean).tolist())
