import torch
from torchvision.transforms.v2.functional import resize

mask = torch.zeros(1, 6, 6, dtype=torch.uint8)
mask[:, 2:5, 2:5] = 255
print("as read      ", mask.unique().tolist())
classes = (mask > 127).long()  # (1, 6, 6)
print("as classes   ", classes.unique().tolist())
print("by bilinear  ", resize(mask, [4, 4], interpolation=2).unique().tolist())
print("by nearest   ", resize(mask, [4, 4], interpolation=0).unique().tolist())
