import torch
from overfitting import dense, report
from torch import nn


def convolutional():
    convolution = (nn.Conv2d(1, 16, 5), nn.MaxPool2d(2), nn.ReLU())
    return nn.Sequential(*convolution, nn.Flatten(), nn.Linear(400, 10)).double()


def shift(batch):
    padded = nn.functional.pad(batch, (1, 1, 1, 1))  # (B, 1, 16, 16)
    top, left = torch.randint(3, (2,)).tolist()
    return padded[:, :, top : top + 14, left : left + 14]  # (B, 1, 14, 14)


report("weight decay", weight_decay=1.0)
report("smaller network", build=lambda: dense(width=8))
report("convolutions", build=convolutional)
report("and shifted", build=convolutional, augment=shift)
report("1,000 labels", count=1000)
