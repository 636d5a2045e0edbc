"""The range of pixels and the statistics that they are normalized by: wrong."""

import cv2
import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
import torchvision
import torchvision.transforms.functional as TF
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision import datasets, transforms
from torchvision.io import read_image
from torchvision.transforms import v2


def normalize_before_tensor():
    transform = transforms.Compose(
        [
            transforms.Resize(224),
            transforms.Normalize([0.5], [0.5]),  # expect: transform-order
            transforms.ToTensor(),
        ]
    )
    data = datasets.ImageFolder("data", transform)


def make(size):
    steps = [v2.Resize(size), v2.ToImage()]
    steps += [
        v2.Normalize(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225]),  # expect: transform-order
        v2.ToDtype(torch.float32, scale=True),
    ]
    return v2.Compose(steps)


def normalize_before_tensor_third():
    tf = v2.Compose(
        [  # expect: pixel-range
            v2.ToImage(),
            v2.ToDtype(torch.float32),
            v2.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )


def double_scaling(samples, batch):
    transform = transforms.ToTensor()
    for image, label in samples:
        x = transform(image) / 255.0  # expect: pixel-range
        batch.append(x)


class Faces(Dataset):
    def __init__(self, files):
        self.files = files
        self.transform = transforms.Compose([transforms.Resize(64), transforms.ToTensor()])

    def __len__(self):
        return len(self.files)

    def __getitem__(self, index):
        image = self.transform(Image.open(self.files[index]))
        return image.div(255)  # expect: pixel-range


def predict(model, path):
    image = Image.open(path).convert("RGB")
    x = TF.to_tensor(image).unsqueeze(0)
    x = x.float() / 255  # expect: pixel-range
    return model(x)


def double_scaling_fourth(model, optimizer):
    loader = DataLoader(datasets.MNIST("data", transform=transforms.ToTensor()), 64, shuffle=True)
    for images, labels in loader:
        images = images.view(-1, 784) / 255.0  # expect: pixel-range
        loss = F.cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def not_scaled():
    image = cv2.imread("cat.jpg")
    image = cv2.cvtColor(image, cv2.COLOR_BGR2RGB)
    x = torch.from_numpy(image).permute(2, 0, 1).float()
    x = TF.normalize(x, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])  # expect: pixel-range


def load(path):
    image = read_image(path).float()
    return TF.normalize(image, mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])  # expect: pixel-range


def mean_std_swapped():
    normalize = transforms.Normalize(mean=[0.229, 0.224, 0.225], std=[0.485, 0.456, 0.406])  # expect: wrong-statistics
    transform = transforms.Compose([transforms.ToTensor(), normalize])


def build(train):
    return transforms.Compose([transforms.ToTensor(), transforms.Normalize(STD, MEAN)])  # expect: wrong-statistics


def mean_std_swapped_second():
    MEAN = (0.4914, 0.4822, 0.4465)
    STD = (0.2470, 0.2435, 0.2616)


def different_statistics():
    train_tf = transforms.Compose(
        [
            transforms.RandomHorizontalFlip(),
            transforms.ToTensor(),
            transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
        ]
    )
    test_tf = transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))]  # expect: wrong-statistics
    )
    train_set = datasets.ImageFolder("train", train_tf)
    test_set = datasets.ImageFolder("test", test_tf)


def different_statistics_second():
    data_transforms = {
        "train": transforms.Compose(
            [
                transforms.RandomResizedCrop(224),
                transforms.ToTensor(),
                transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
            ]
        ),
        "val": transforms.Compose(  # expect: wrong-statistics
            [transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor()]
        ),
    }
    sets = {name: datasets.ImageFolder(name, data_transforms[name]) for name in ("train", "val")}


class Data:
    def __init__(self, root):
        train_transform = transforms.Compose(
            [
                transforms.RandomCrop(32, padding=4),
                transforms.ToTensor(),
                transforms.Normalize((0.4914, 0.4822, 0.4465), (0.247, 0.243, 0.262)),
            ]
        )
        test_transform = transforms.Compose([transforms.ToTensor()])  # expect: wrong-statistics
        self.train_set = datasets.CIFAR10(root, train=True, transform=train_transform)
        self.test_set = datasets.CIFAR10(root, train=False, transform=test_transform)


def brighten(path):
    image = np.array(Image.open(path))
    image = image + 50  # expect: byte-overflow
    return torch.from_numpy(image).float() / 255


def uint8_wraps_second():
    first, second = cv2.imread("a.png"), cv2.imread("b.png")
    difference = np.abs(first - second)  # expect: byte-overflow
    x = torch.from_numpy(difference).float()


def centre(path):
    image = read_image(path)
    return (image - 128) / 128  # expect: byte-overflow


def to_uint8_unscaled(model, x):
    out = model(x).sigmoid()
    image = (out[0].permute(1, 2, 0)).detach().numpy().astype(np.uint8)  # expect: pixel-range
    Image.fromarray(image).save("out.png")


def to_tensor_of_float():
    image = np.array(Image.open("x.png")).astype(np.float32)
    x = transforms.ToTensor()(image)
    x = transforms.Normalize([0.5] * 3, [0.5] * 3)(x)  # expect: pixel-range


def denormalize_wrong(x):
    mean = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
    std = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)
    x = transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])(x)
    shown = x / std + mean  # expect: wrong-statistics


def denormalize(x, mean, std):
    return (x + mean) * std  # expect: wrong-statistics


def denormalize_wrong_second(images, mean, std, show):
    images = denormalize(images, mean, std)
    show(torch.from_numpy(images))


def grayscale_mean():
    tf = transforms.Compose(
        [
            transforms.Grayscale(),
            transforms.ToTensor(),
            transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),  # expect: wrong-statistics
        ]
    )


def norm_order_fifth():
    transform_train = transforms.Compose(
        [
            transforms.RandomCrop(32, padding=4),
            transforms.RandomHorizontalFlip(),
        ]
    )
    transform_train.transforms += [
        transforms.Normalize((0.5,) * 3, (0.5,) * 3),  # expect: transform-order
        transforms.ToTensor(),
    ]


class Mnist(Dataset):
    def __init__(self, root, train):
        self.base = datasets.MNIST(root, train=train, transform=transforms.ToTensor())

    def __len__(self):
        return len(self.base)

    def __getitem__(self, i):
        x, y = self.base[i]
        return x / 255.0, y  # expect: pixel-range


def double_scale_sixth():
    preprocess = transforms.Compose(
        [
            transforms.Resize(256),
            transforms.CenterCrop(224),
            transforms.ToTensor(),
            transforms.Lambda(lambda t: t / 255.0),  # expect: pixel-range
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )


def make_loader(root):
    tf = transforms.Compose(
        [
            transforms.Resize((224, 224)),
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ]
    )
    return DataLoader(datasets.ImageFolder(root, tf), 32, shuffle=True)


def predict_2(model, path):
    tf = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
    model.eval()
    with torch.no_grad():
        return model(tf(Image.open(path)).unsqueeze(0)).argmax(1).item()


def difference(path_a, path_b):
    a = np.asarray(Image.open(path_a).convert("L"))
    b = np.asarray(Image.open(path_b).convert("L"))
    return torch.from_numpy(np.abs(a - b)).float().mean()  # expect: byte-overflow


def uint8_sixth():
    frames = torchvision.io.read_video("a.mp4")[0]  # expect: dead-api
    motion = (frames[1:] - frames[:-1]).abs().float().mean()  # expect: byte-overflow


def scale_forgotten():
    frame = torchvision.io.read_image("f.png").to(torch.float32)
    frame = transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))(frame)  # expect: pixel-range


def to_picture(x):
    x = x.clamp(0, 1).cpu().numpy().transpose(1, 2, 0)
    return Image.fromarray(x.astype(np.uint8))  # expect: pixel-range


class Digits(Dataset):
    def __init__(self, csv, transform):
        frame = pd.read_csv(csv)
        self.x = frame.drop(columns="label").values.reshape(-1, 28, 28).astype(np.uint8)
        self.transform = transform

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return self.transform(self.x[i]) / 255  # expect: pixel-range


def to_tensor_twice_255():
    train = Digits("train.csv", transforms.ToTensor())


def normalise_numbers_0_255():
    tf = transforms.Compose(
        [
            transforms.ToTensor(),
            transforms.Normalize(mean=[123.675, 116.28, 103.53], std=[58.395, 57.12, 57.375]),  # expect: pixel-range
        ]
    )


def eval_resize_differently(MEAN, STD):
    train_tf = transforms.Compose(
        [transforms.RandomResizedCrop(224), transforms.ToTensor(), transforms.Normalize(MEAN, STD)]
    )
    val_tf = transforms.Compose(  # expect: wrong-statistics
        [transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor()]
    )
    MEAN, STD = (0.5, 0.4, 0.3), (0.2, 0.2, 0.2)


def adjust(path, alpha):
    img = cv2.imread(path)
    img = img * 2 - 60  # expect: byte-overflow
    return torch.from_numpy(img).permute(2, 0, 1).float() / 255


def prep(path):
    img = Image.open(path).convert("RGB")
    img = TF.resize(img, [224, 224])
    img = TF.normalize(img, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225])  # expect: transform-order
    return TF.to_tensor(img)


def prep_2(path):
    arr = np.asarray(Image.open(path).convert("RGB"), dtype=np.float32)
    arr = (arr - np.array([0.485, 0.456, 0.406])) / np.array([0.229, 0.224, 0.225])  # expect: pixel-range
    return torch.tensor(arr).permute(2, 0, 1).float()
