import torch
from torchvision.datasets import FashionMNIST
from torchvision.transforms import v2

from hanli import fetch

transform = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
clothes = FashionMNIST(fetch.folder(), train=True, download=True, transform=transform)  # (1)!
image, label = clothes[0]
print(len(clothes), "pictures of shape", tuple(image.shape), image.dtype)
print("the first is", label, clothes.classes[label])
print("pictures in each class:", clothes.targets.bincount().tolist())
