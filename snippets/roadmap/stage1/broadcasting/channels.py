import torch

images = torch.arange(24.0).reshape(2, 3, 2, 2)  # (2, 3, 2, 2)
mean = images.mean(dim=(0, 2, 3), keepdim=True)  # (1, 3, 1, 1)
std = images.std(dim=(0, 2, 3), keepdim=True)  # (1, 3, 1, 1)
print(mean.flatten(), std.flatten())

standard = (images - mean) / std  # (2, 3, 2, 2)
for channel in range(3):
    values = standard[:, channel]
    print(f"channel {channel}: mean {values.mean().abs():.2f}, std {values.std():.2f}")
