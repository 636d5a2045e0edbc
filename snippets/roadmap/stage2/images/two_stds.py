import torch
from skimage import data
from torchvision.transforms import v2


def tiles(photo):
    small = v2.functional.to_image(photo)[:, ::3, ::3]
    grid = small.unfold(1, 32, 32).unfold(2, 32, 32)  # (1)!
    return grid.flatten(1, 2).transpose(0, 1)


photos = data.chelsea(), data.coffee(), data.rocket(), data.astronaut()
images = torch.cat([tiles(photo) for photo in photos]).double() / 255  # (N, 3, 32, 32)
mean = images.mean(dim=(0, 2, 3))  # (3,)
stds = {
    "std of all pixels": images.std(dim=(0, 2, 3), correction=0),
    "mean of the stds": images.std(dim=(2, 3), correction=0).mean(0),
}
for name, std in stds.items():
    result = v2.Normalize(mean.tolist(), std.tolist())(images)
    print(f"{name:17} {std.numpy().round(4)} -> std after Normalize {result.std():.4f}")
