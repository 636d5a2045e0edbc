import torch
from skimage import data
from torch.utils.data import DataLoader
from torchvision.transforms import v2


def channel_statistics(loader):
    pixels, total, squares = 0, 0.0, 0.0
    for images, _ in loader:
        images = images.double()  # (1)!
        pixels += images.numel() // images.shape[1]  # (2)!
        total = total + images.sum(dim=(0, 2, 3))
        squares = squares + images.square().sum(dim=(0, 2, 3))
    mean = total / pixels  # (3,)
    return mean, (squares / pixels - mean**2).sqrt()


to_float = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
photos = [(to_float(photo), 0) for photo in (data.chelsea(), data.coffee(), data.rocket())]
mean, std = channel_statistics(DataLoader(photos, batch_size=1))  # (3)!
print("in one pass  mean", mean.numpy().round(4), "std", std.numpy().round(4))

pixels = torch.cat([photo.flatten(1) for photo, _ in photos], dim=1).double()  # (3, P)
mean, std = pixels.mean(dim=1), pixels.std(dim=1, correction=0)  # (3,), (3,)
print("all at once  mean", mean.numpy().round(4), "std", std.numpy().round(4))
