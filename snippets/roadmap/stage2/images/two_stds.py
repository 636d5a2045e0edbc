import torch
from skimage import data
from torchvision.transforms import v2


def tiles(photo):
    small = v2.functional.to_image(photo)[:, ::3, ::3]
    grid = small.unfold(1, 32, 32).unfold(2, 32, 32)
    return grid.flatten(1, 2).transpose(0, 1)


photos = data.chelsea(), data.coffee(), data.rocket(), data.astronaut()
images = torch.cat([tiles(photo) for photo in photos]).double() / 255
of_the_data = images.std(dim=(0, 2, 3), correction=0)  # (3,)
of_each = images.std(dim=(2, 3), correction=0)  # (N, 3)
print("std of all pixels:      ", of_the_data.numpy().round(4))
print("mean of per-image stds: ", of_each.mean(0).numpy().round(4))

means = images.mean(dim=(2, 3))  # (N, 3)
inside, between = of_each.square().mean(0), means.var(0, correction=0)
print("inside + between = all: ", torch.allclose(inside + between, of_the_data**2))
