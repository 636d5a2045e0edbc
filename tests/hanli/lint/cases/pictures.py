"""Pictures whose channels come last, brought to the front by a reshape; with look-alikes that are right."""

from pathlib import Path

import cv2
import imageio.v3 as iio
import matplotlib.pyplot as plt
import numpy as np
import torch
import torchvision
import torchvision.transforms.functional as TF
from PIL import Image
from skimage import io
from torch.utils.data import Dataset


class Cells(Dataset):
    def __init__(self, paths, size=96):
        self.paths, self.size = paths, size

    def __getitem__(self, index):
        image = cv2.imread(str(self.paths[index]))
        image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
        image = cv2.resize(image, (self.size, self.size))
        image = image.astype(np.float32)
        image /= 255.0
        image = image.reshape(3, self.size, self.size)  # expect: mixed-axes
        return torch.from_numpy(image)


class Leaves(Dataset):
    def __init__(self, paths):
        self.paths = paths

    def load(self, path):
        with Image.open(path) as file:
            return np.asarray(file.convert("RGB").resize((64, 64)))

    def __getitem__(self, index):
        picture = self.load(self.paths[index])
        height, width, channels = picture.shape
        return torch.tensor(picture / 255).view(channels, height, width)  # expect: mixed-axes


def read_one(path, model):
    picture = iio.imread(path)[:, :, ::-1].copy()
    batch = torch.from_numpy(picture).float().reshape(1, 3, 224, 224)  # expect: mixed-axes
    means = torch.from_numpy(picture).float().view(3, -1).mean(1)  # expect: mixed-axes
    return model(batch), means


def read_flat(path):
    pixels = np.array(Image.open(path)).flatten()
    return np.reshape(pixels, (3, 32, 32))  # expect: mixed-axes


def read_folder(folder):
    images = []
    for path in sorted(Path(folder).glob("*.png")):
        image = io.imread(path)
        images.append(image)
    x = np.array(images).reshape(-1, 3, 64, 64)  # expect: mixed-axes
    y = np.stack([cv2.resize(cv2.imread(str(p)), (64, 64)) for p in Path(folder).iterdir()])
    y = torch.reshape(torch.from_numpy(y), (len(y), 3, 64, 64))  # expect: mixed-axes
    return torch.from_numpy(x), y


class Kept(Dataset):
    def __init__(self, paths):
        self.images, self.others = [], []
        for path in paths:
            self.images.append(np.asarray(Image.open(path).convert("RGB").resize((32, 32))))
            self.others.append(cv2.imread(str(path)))
        self.images = np.stack(self.images).reshape(-1, 3, 32, 32)  # expect: mixed-axes
        self.others = np.stack(self.others).transpose(0, 3, 1, 2)

    def __getitem__(self, index):
        return self.images[index], self.others[index].reshape(3, 32, 32)


def watch(model):
    capture = cv2.VideoCapture(0)
    while True:
        ok, frame = capture.read()
        if not ok:
            break
        height, width, _ = frame.shape
        x = torch.from_numpy(frame).cuda().float().div(255).view(1, 3, height, width)  # expect: mixed-axes
        yield model(x)


def small_pictures():
    train = torchvision.datasets.CIFAR10("data", download=True)
    return torch.tensor(train.data).view(-1, 3, 32, 32)  # expect: mixed-axes


def show(path):
    image = torchvision.io.read_image(path)
    plt.imshow(image.view(image.shape[1], image.shape[2], 3))  # expect: mixed-axes
    other = TF.to_tensor(Image.open(path).convert("RGB"))
    plt.imshow(other.numpy().reshape(224, 224, 3))  # expect: mixed-axes
    plt.imshow(image.permute(1, 2, 0))
    return image.view(1, 3, 224, 224), image.view(-1), other.reshape(3, -1).mean(1)


# -- right ------------------------------------------------------------------------------------------------------------


class RightCells(Dataset):
    def __init__(self, paths, size):
        self.paths, self.size = paths, size

    def __getitem__(self, index):
        image = cv2.imread(str(self.paths[index]))
        image = image.transpose(2, 0, 1)
        grey = cv2.imread(str(self.paths[index]), cv2.IMREAD_GRAYSCALE)
        mask = cv2.imread(str(self.paths[index]), 0)
        return image.reshape(3, self.size, self.size), grey.reshape(1, self.size, self.size), mask.reshape(3, 32, 32)


def read_rightly(path, size):
    image = torch.from_numpy(np.array(Image.open(path).convert("RGB")))
    grey = np.array(Image.open(path).convert("L")).reshape(1, size, size)
    channels = image.permute(2, 0, 1).contiguous().view(1, 3, size, size)
    moved = np.moveaxis(np.array(Image.open(path)), -1, 0).reshape(3, size, size)
    rolled = np.rollaxis(cv2.imread(path), 2).reshape(3, size, size)
    pixels = image.reshape(-1, 3)
    patches = image.reshape(size // 8, 8, size // 8, 8, 3)
    bands = image.reshape(3, size // 3, size, 3)
    same = image.view(1, size, size, 3)
    return grey, channels, moved, rolled, pixels, patches, bands, same, image[..., 0].reshape(1, size, size)


def read_buffers(path, batch):
    numbers = np.frombuffer(Path(path).read_bytes(), dtype=np.uint8, offset=16)
    digits = torch.from_numpy(numbers.copy()).view(-1, 28, 28)
    planes = torch.from_numpy(batch[b"data"]).view(-1, 3, 32, 32)  # CIFAR's own files hold channel after channel
    house_numbers = torchvision.datasets.SVHN("data").data.reshape(-1, 3, 32, 32)
    ink = torchvision.datasets.MNIST("data").data.view(-1, 1, 28, 28)
    return digits, planes, house_numbers, ink


def read_planes(path):
    blue, green, red = cv2.split(cv2.imread(path))
    planes = np.stack([red, green, blue]).reshape(3, 32, 32)
    blob = cv2.dnn.blobFromImage(cv2.imread(path)).reshape(3, 32, 32)
    picture = np.array(Image.open(path).convert("RGB"))
    means = picture.mean(axis=(0, 1)).reshape(3, 1, 1)
    if blob.size:
        both = picture.transpose(2, 0, 1)
    else:
        both = np.load(path)
    return planes, blob, means, both.reshape(3, 32, 32), np.einsum("hwc->chw", picture).reshape(3, 32, 32)


def read_stacks(path, channels, size):
    stack = io.imread("cells.tif").reshape(3, size, size)
    unknown = np.load(path).reshape(3, size, size)
    maybe_grey = np.array(Image.open(path)).reshape(channels, size, size)
    return stack, unknown, maybe_grey


def back_and_forth(path, size):
    image = torchvision.io.read_image(path)
    image = image.permute(1, 2, 0)
    film = torch.stack([torchvision.io.read_image(path) for _ in range(8)]).view(2, 4, 3, size, size)
    return image.reshape(size, size, 3), film
