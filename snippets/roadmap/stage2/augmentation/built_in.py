import torch
from torchvision.transforms import v2

image = torch.ones(3, 32, 32)
share = 15 * 15 / (32 * 32)
erase = v2.RandomErasing(p=1.0, scale=(share, share), ratio=(1.0, 1.0), value=0)  # (1)!


def cutout(image, length=15):
    y, x = torch.randint(32, (2,)).tolist()
    top, left = y - length // 2, x - length // 2
    image = image.clone()
    image[..., max(top, 0) : top + length, max(left, 0) : left + length] = 0
    return image


torch.manual_seed(1640)
for name, transform in {"Cutout": cutout, "RandomErasing": erase}.items():
    holes = [int((transform(image)[0] == 0).sum()) for _ in range(500)]
    print(f"{name:14}hole from {min(holes)} to {max(holes)} pixels")

torch.manual_seed(1640)
ours = (image + torch.randn(image.shape) * 0.1).clamp(0, 1)  # (3, 32, 32)
torch.manual_seed(1640)
print("noise equals v2.GaussianNoise:", torch.equal(ours, v2.GaussianNoise(sigma=0.1)(image)))
