import hashlib
import pickle
from pathlib import Path

import torch
from skimage import data
from torchvision.datasets import CIFAR10
from torchvision.transforms import v2

folder = Path("photos", "cifar-10-batches-py")
folder.mkdir(parents=True, exist_ok=True)


def write(name, content):
    (folder / name).write_bytes(pickle.dumps(content))
    return hashlib.md5((folder / name).read_bytes()).hexdigest()


photos = [v2.functional.to_image(photo) for photo in (data.chelsea(), data.coffee())]
grids = [photo.unfold(1, 32, 32).unfold(2, 32, 32).flatten(1, 2) for photo in photos]
pixels = torch.cat([grid.transpose(0, 1)[:100] for grid in grids])  # (200, 3, 32, 32)
content = {"data": pixels.flatten(1).numpy(), "labels": [0] * 100 + [1] * 100}


class TwoPhotos(CIFAR10):
    train_list = (("data_batch_1", write("data_batch_1", content)),)  # (1)!
    test_list = ()
    meta = CIFAR10.meta | {"md5": write("batches.meta", {"label_names": ["cat", "coffee"]})}


transform = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
training = TwoPhotos("photos", download=True, transform=transform)  # (2)!
read = torch.stack([image for image, _ in training])  # (200, 3, 32, 32)
difference = (read * 255 - pixels).abs().max().item()
print(len(training), "pictures,", training.classes, tuple(read.shape))
print("labels as written:", [label for _, label in training] == content["labels"])
print(f"largest difference of a pixel: {difference:.4f}")
