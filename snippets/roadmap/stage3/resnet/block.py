import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, in_channels, out_channels, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.shortcut = nn.Identity()  # (1)!
        if stride != 1 or in_channels != out_channels:
            projection = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.shortcut = nn.Sequential(projection, nn.BatchNorm2d(out_channels))

    def forward(self, inputs):
        hidden = torch.relu(self.bn1(self.conv1(inputs)))
        hidden = self.bn2(self.conv2(hidden))
        return torch.relu(hidden + self.shortcut(inputs))  # (2)!


if __name__ == "__main__":  # (3)!
    images = torch.rand(2, 64, 32, 32)
    for channels, stride in ((64, 1), (128, 2), (64, 2)):
        block = Block(64, channels, stride)
        count = sum(parameter.numel() for parameter in block.parameters())
        print(
            f"64 to {channels}, stride {stride}: {tuple(block(images).shape)} {count:,} parameters"
        )
