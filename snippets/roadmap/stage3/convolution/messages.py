from textwrap import fill

import torch
from torch import nn

pictures = torch.zeros(4, 3, 28, 28)  # (4, 3, 28, 28)
channels_last = torch.zeros(4, 28, 28, 3)  # (4, 28, 28, 3)
net = nn.Sequential(nn.Conv2d(3, 6, 5), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(6 * 14 * 14, 10))
mistakes = {
    "flatten": lambda: net(pictures),
    "NHWC": lambda: net(channels_last),
    "grayscale": lambda: net(pictures[:, :1]),
    "bytes": lambda: net(pictures.byte()),
    "too small": lambda: net(pictures[:, :, :4, :4]),
    "too small to pool": lambda: net(pictures[:, :, :5, :5]),
    "groups": lambda: nn.Conv2d(3, 16, 3, groups=2),
}
for name, run in mistakes.items():
    try:
        run()
    except (RuntimeError, ValueError) as error:
        message = f"{name}: {type(error).__name__}: {error}"
        print(fill(message, 90, subsequent_indent="    "))
