"""Residual networks: blocks that add what they compute to what they were given.

The modules carry the names that torchvision gives them, so a state dict of its `resnet18` fits.

Source: <https://arxiv.org/abs/1512.03385> (He et al., 2015)
"""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from hanli.models.arguments import check_count, check_images, check_switch

WIDTHS = (64, 128, 256, 512)


class ResidualBlock(nn.Module):
    """Two 3×3 convolutions, each followed by a batch norm, with a shortcut around both.

    Where the block changes the shape, the shortcut is a 1×1 convolution with a batch norm, else
    it is the input itself.

    Args:
        in_channels: The channels of the input.
        out_channels: The channels of the output.
        stride: The stride of the first convolution and of the shortcut.

    Shape:
        (B, in_channels, H, W) to (B, out_channels, ceil(H / stride), ceil(W / stride)).

    Raises:
        TypeError: A count is no int; or the input is no tensor of floats.
        ValueError: A count is below 1; or the input has another shape.

    Source: <https://arxiv.org/abs/1512.03385>, section 3.2
    """

    def __init__(self, in_channels: int, out_channels: int, stride: int = 1) -> None:
        super().__init__()
        counts = {"in_channels": in_channels, "out_channels": out_channels, "stride": stride}
        for name, value in counts.items():
            check_count(name, value)
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.relu = nn.ReLU()
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.downsample: nn.Sequential | None = None
        if stride != 1 or in_channels != out_channels:
            projection = nn.Conv2d(in_channels, out_channels, 1, stride=stride, bias=False)
            self.downsample = nn.Sequential(projection, nn.BatchNorm2d(out_channels))

    def forward(self, inputs: Tensor) -> Tensor:
        """Add the shortcut to the two convolutions, (B, in_channels, H, W) to (B, out_channels, H', W')."""
        check_images("inputs", inputs, self.conv1.in_channels)
        hidden = self.relu(self.bn1(self.conv1(inputs)))
        hidden = self.bn2(self.conv2(hidden))
        shortcut = inputs if self.downsample is None else self.downsample(inputs)
        output: Tensor = self.relu(hidden + shortcut)
        return output


class ResNet(nn.Module):
    """A stem, four stages of residual blocks, the mean over all positions, and one linear layer.

    Each stage but the first halves height and width in its first block; the stages are 64, 128,
    256 and 512 channels wide.

    Args:
        blocks: How many blocks each of the four stages has; ResNet-18 has (2, 2, 2, 2).
        num_classes: The number of logits.
        in_channels: The channels of the images, 3 for RGB.
        small_images: False for the stem that torchvision has, a 7×7 convolution and a max pooling
            that together make the images four times smaller; True for a 3×3 convolution that
            keeps their size, as is customary for images of about 32×32.
        zero_init: Let the last batch norm of every block start at 0, so that a new block passes on
            its shortcut only.

    Shape:
        Images (B, in_channels, H, W) to logits (B, num_classes).

    Raises:
        TypeError: A count is no int, or a switch no bool; or the images are no tensor of floats.
        ValueError: A count is below 1, or `blocks` has not four; or the images have another shape.

    Source: <https://arxiv.org/abs/1512.03385>, table 1 and section 4.2
    """

    def __init__(
        self,
        blocks: Sequence[int],
        num_classes: int,
        in_channels: int = 3,
        *,
        small_images: bool = False,
        zero_init: bool = False,
    ) -> None:
        super().__init__()
        _check_network(blocks, num_classes, in_channels, small_images, zero_init)
        if small_images:
            self.conv1 = nn.Conv2d(in_channels, WIDTHS[0], 3, padding=1, bias=False)
        else:
            self.conv1 = nn.Conv2d(in_channels, WIDTHS[0], 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(WIDTHS[0])
        self.relu = nn.ReLU()
        self.maxpool = nn.Identity() if small_images else nn.MaxPool2d(3, stride=2, padding=1)
        first, second, third, fourth = WIDTHS
        self.layer1 = _build_stage(first, first, blocks[0], stride=1)
        self.layer2 = _build_stage(first, second, blocks[1], stride=2)
        self.layer3 = _build_stage(second, third, blocks[2], stride=2)
        self.layer4 = _build_stage(third, fourth, blocks[3], stride=2)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(WIDTHS[-1], num_classes)
        _initialize(self, zero_init)

    def forward(self, images: Tensor) -> Tensor:
        """Compute the logits, (B, in_channels, H, W) to (B, num_classes)."""
        check_images("images", images, self.conv1.in_channels)
        hidden = self.maxpool(self.relu(self.bn1(self.conv1(images))))
        hidden = self.layer4(self.layer3(self.layer2(self.layer1(hidden))))
        logits: Tensor = self.fc(self.avgpool(hidden).flatten(1))
        return logits


def resnet18(num_classes: int, in_channels: int = 3, *, small_images: bool = False, zero_init: bool = False) -> ResNet:
    """Build a ResNet-18: two blocks in each of four stages, 18 layers with weights in a row.

    With 1000 classes and the standard stem it has the 11,689,512 parameters of torchvision's
    `resnet18` under the same names. From the same seed it also starts with the same numbers.

    Args:
        num_classes: The number of logits.
        in_channels: The channels of the images, 3 for RGB.
        small_images: True for a stem that keeps the size of images of about 32×32.
        zero_init: Let the last batch norm of every block start at 0.

    Returns:
        The network, in training mode, with random weights.

    Raises:
        TypeError: A count is no int, or a switch no bool.
        ValueError: A count is below 1.

    Source: <https://docs.pytorch.org/vision/stable/models/resnet.html>
    """
    return ResNet((2, 2, 2, 2), num_classes, in_channels, small_images=small_images, zero_init=zero_init)


def _build_stage(in_channels: int, out_channels: int, count: int, stride: int) -> nn.Sequential:
    """One stage: the first block changes the shape, the others keep it."""
    later = (ResidualBlock(out_channels, out_channels) for _ in range(count - 1))
    return nn.Sequential(ResidualBlock(in_channels, out_channels, stride), *later)


def _initialize(model: nn.Module, zero_init: bool) -> None:
    """Draw the convolutions as He et al. do, in the order of the modules."""
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
    if zero_init:
        for module in model.modules():
            if isinstance(module, ResidualBlock):
                nn.init.zeros_(module.bn2.weight)


def _check_network(
    blocks: Sequence[int], num_classes: int, in_channels: int, small_images: bool, zero_init: bool
) -> None:
    """Refuse counts and switches that make no network."""
    if isinstance(blocks, str) or not isinstance(blocks, Sequence):
        raise TypeError(f"blocks must be a sequence of ints, got {type(blocks).__name__}")
    if len(blocks) != len(WIDTHS):
        raise ValueError(f"blocks must have {len(WIDTHS)} counts, one for each stage, got {len(blocks)}")
    for number, count in enumerate(blocks):
        check_count(f"blocks[{number}]", count)
    check_count("num_classes", num_classes)
    check_count("in_channels", in_channels)
    for name, switch in (("small_images", small_images), ("zero_init", zero_init)):
        check_switch(name, switch)
