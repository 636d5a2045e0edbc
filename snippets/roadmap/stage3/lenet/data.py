import torch

from hanli.data import mnist_small, split

images, labels = mnist_small()  # (N, 1, 28, 28), (N,)
print(
    "images",
    tuple(images.shape),
    images.dtype,
    " from",
    images.min().item(),
    "to",
    images.max().item(),
)
print("of each digit", torch.bincount(labels).tolist())

rest, test = split(labels, 0.8, seed=1640)  # (1)!
first, second = split(labels[rest], 0.875, seed=1640)
training, validation = rest[first], rest[second]  # (2)!
for name, part in (("training", training), ("validation", validation), ("test", test)):
    print(f"{name:10} {len(part)}  of each digit", torch.bincount(labels[part]).unique().tolist())
