import torch
from torchvision.transforms import v2

picture = torch.arange(1, 10).reshape(1, 3, 3)  # (1, 3, 3)
print(v2.RandomHorizontalFlip(p=1)(picture)[0])

torch.manual_seed(1640)  # (1)!
crop = v2.RandomCrop(3, padding=1)
for _ in range(2):
    print(crop(picture)[0])
