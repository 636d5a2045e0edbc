from hanli.lint import check

SCRIPT = """\
import cv2
import torch
from torchvision.datasets import ImageFolder
from torchvision.io import read_image
from torchvision.transforms import Compose, Normalize, RandomHorizontalFlip, Resize, ToTensor

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
train_transform = Compose([RandomHorizontalFlip(), ToTensor(), Normalize(MEAN, STD)])
val_transform = Compose([Resize(224), ToTensor()])
test_transform = Compose([Resize(224), Normalize(MEAN, STD), ToTensor()])
train_set = ImageFolder("train", train_transform)
val_set = ImageFolder("val", val_transform)
test_set = ImageFolder("test", test_transform)

def denormalize(picture, mean, std):
    return (picture + mean) * std

def load(path):
    return Normalize(MEAN, STD)(read_image(path).float())

def scale(picture):
    return ToTensor()(picture) / 255

def brighten(path):
    picture = cv2.imread(path)
    return torch.from_numpy(picture + 50).float() / 255
"""
for finding in check(SCRIPT, "preparing.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
