import torch

image = torch.tensor([0.0, 0.5, 1.0])  # (3,)
noise = torch.tensor([-0.25, 0.25, 0.25])  # (3,)
print("sum:    ", image + noise)
print("clamped:", (image + noise).clamp(0, 1))
pixels = torch.tensor([0, 100, 200], dtype=torch.uint8)  # (3,)
print("uint8:  ", pixels + noise)
print("half:   ", (image.half() + noise).dtype)
