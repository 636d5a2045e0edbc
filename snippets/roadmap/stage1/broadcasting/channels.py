import torch

torch.manual_seed(1640)
B, C, H, W = 16, 3, 8, 8
spread, centre = torch.tensor([0.1, 0.5, 2.0]), torch.tensor([5.0, 0.0, -3.0])
images = torch.rand(B, C, H, W, dtype=torch.float64)  # (B, C, H, W)
images = images * spread.view(C, 1, 1) + centre.view(C, 1, 1)  # (1)!

mean = images.mean(dim=(0, 2, 3), keepdim=True)  # (2)!
std = images.std(dim=(0, 2, 3), keepdim=True)  # (1, C, 1, 1)
standard = (images - mean) / std  # (B, C, H, W)
print(tuple(mean.shape), tuple(standard.shape))
for channel in range(C):
    before, after = images[:, channel], standard[:, channel]
    print(f"{before.mean():7.4f} {before.std():.4f} -> {after.mean().abs():.4f} {after.std():.4f}")
