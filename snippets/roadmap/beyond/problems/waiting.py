import io
import time

import torch
from PIL import Image
from torch import nn
from torchvision.transforms.v2.functional import pil_to_tensor

from hanli.data import mnist_small

images, labels = mnist_small()  # (5000, 1, 28, 28), (5000,)
files, decoded = [io.BytesIO() for _ in range(1000)], []
for file, image in zip(files, images, strict=False):
    Image.fromarray((image[0] * 255).byte().numpy()).save(file, "png")


def read(index):
    decoded.append(index)
    return pil_to_tensor(Image.open(files[index])).float() / 255  # (1, 28, 28)


def train(get_batch):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    waited, start = 0.0, time.perf_counter()
    for chosen in torch.arange(3000).remainder(1000).split(50):
        asked = time.perf_counter()
        batch = get_batch(chosen)  # (50, 1, 28, 28)
        waited += time.perf_counter() - asked
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(batch), labels[chosen]).backward()
        optimizer.step()
    return waited / (time.perf_counter() - start)


share = train(lambda chosen: torch.stack([read(index) for index in chosen.tolist()]))
print("1,000 files are decoded 3,000 times:", len(decoded) == 3000)
print("waiting for data takes more than half of the time:", share > 0.5)
kept = torch.stack([read(index) for index in range(1000)])  # (1000, 1, 28, 28)
print("now it takes less than half:", train(lambda chosen: kept[chosen]) < 0.5)
