import torch
from skimage import data

photo = torch.from_numpy(data.coffee()[60:316, 160:416])  # (256, 256, 3)
right = photo.permute(2, 0, 1)  # (3, 256, 256)
scrambled = photo.reshape(3, 256, 256)  # (3, 256, 256)
print(f"equal elements: {(right == scrambled).float().mean():.0%}")

wrapped = right + 90  # (3, 256, 256)
brighter = (right.int() + 90).clamp(max=255).to(torch.uint8)  # (3, 256, 256)
print("before:", photo[0, 0], "wrapped:", wrapped[:, 0, 0], "clamped:", brighter[:, 0, 0])
print(f"darker after adding 90: {(wrapped < right).float().mean():.0%}")
