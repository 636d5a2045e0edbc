import torch
from torch import nn

from hanli.data import digits

torch.set_default_dtype(torch.float64)
images, labels = digits()
images, labels = images[:64].double(), labels[:64]  # (64, 1, 8, 8), (64,)


class Block(nn.Sequential):
    def forward(self, inputs):
        hidden = super().forward(inputs)
        return torch.relu(hidden + inputs if shortcut else hidden)


def pair():
    norm = nn.BatchNorm2d(8) if with_norm else nn.Identity()
    return nn.Conv2d(8, 8, 3, padding=1, bias=not with_norm), norm


def gradient_norms(depth):
    torch.manual_seed(1640)
    first = nn.Conv2d(1, 8, 3, padding=1)
    blocks = [Block(*pair(), nn.ReLU(), *pair()) for _ in range((depth - 2) // 2)]
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)]
    model = nn.Sequential(first, nn.ReLU(), *blocks, *head)
    nn.functional.cross_entropy(model(images), labels).backward()
    convs = [module for module in model.modules() if isinstance(module, nn.Conv2d)]
    return [conv.weight.grad.norm().item() for conv in convs]  # (1)!


for with_norm in (False, True):
    for shortcut in (False, True):
        firsts = [f"{gradient_norms(depth)[0]:.0e}" for depth in (8, 20, 50)]
        print("norm" if with_norm else "none", "shortcut" if shortcut else "plain   ", *firsts)
