import hashlib
import pickle
from pathlib import Path

import torch
from skimage import data
from torch.utils.data import DataLoader
from torchvision.datasets import CIFAR10
from torchvision.transforms import v2

folder = Path("cifar-10-batches-py")
folder.mkdir()


def write(name, content):
    (folder / name).write_bytes(pickle.dumps(content))
    return hashlib.md5((folder / name).read_bytes()).hexdigest()


photos = [v2.functional.to_image(photo) for photo in (data.chelsea(), data.coffee())]
grids = [photo.unfold(1, 32, 32).unfold(2, 32, 32).flatten(1, 2) for photo in photos]
pixels = torch.cat([grid.transpose(0, 1)[:100] for grid in grids])  # (200, 3, 32, 32)
content = {"data": pixels.flatten(1).numpy(), "labels": [0] * 100 + [1] * 100}  # (1)!


class TwoPhotos(CIFAR10):
    train_list = (("data_batch_1", write("data_batch_1", content)),)  # (2)!
    test_list = ()
    meta = CIFAR10.meta | {"md5": write("batches.meta", {"label_names": ["cat", "coffee"]})}


transform = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
train = TwoPhotos(".", download=True, transform=transform)  # (3)!
same = torch.equal((train[7][0] * 255).round(), pixels[7].float())
print(len(train), train.classes, "| same pixels:", same)
images, labels = next(iter(DataLoader(train, batch_size=64, shuffle=True)))
print(images.shape, images.dtype, "| labels", labels.shape)
