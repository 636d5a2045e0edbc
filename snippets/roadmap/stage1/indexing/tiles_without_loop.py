import torch


def cut(images, size):
    batch, channels, height, width = images.shape
    down, across = height // size, width // size
    grid = images.reshape(batch, channels, down, size, across, size)  # (1)!
    return grid.permute(0, 2, 4, 1, 3, 5).flatten(1, 2)  # (2)!


image = torch.arange(16).reshape(1, 1, 4, 4)  # (1, 1, 4, 4)
print(cut(image, 2)[0, :, 0].tolist())

photos = torch.rand(8, 3, 32, 32)  # (8, 3, 32, 32)
tiles = cut(photos, 8)  # (8, 16, 3, 8, 8)
same = torch.equal(tiles[:, 5], photos[:, :, 8:16, 8:16])
print(tiles.shape, same)
