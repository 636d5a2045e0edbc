import torch
from torch.utils.data import DataLoader
from torchvision.datasets import FakeData
from torchvision.transforms import v2

transform = v2.Compose([v2.ToImage(), v2.ToDtype(torch.float32, scale=True)])
stand_in = FakeData(size=100, image_size=(3, 32, 32), num_classes=10, transform=transform)
images, labels = next(iter(DataLoader(stand_in, batch_size=64)))
print(images.shape, images.dtype, labels.shape, labels.dtype)
