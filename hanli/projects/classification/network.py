"""The network of the project: three convolutions, small enough for a browser."""

from __future__ import annotations

from torch import Tensor, nn


class ImageClassifier(nn.Module):
    """Classify small pictures by three blocks of convolution, batch normalization and ReLU.

    In the first two blocks a max-pooling halves height and width; the mean over all places is taken after the third,
    so pictures of any size from 4×4 fit.

    Args:
        in_channels: 1 for gray pictures, 3 for color.
        num_classes: How many logits there are for each picture.
        width: The channels of the first block; the others have twice and four times as many.

    Raises:
        ValueError: An argument is less than 1.
    """

    def __init__(self, in_channels: int = 1, num_classes: int = 10, width: int = 32) -> None:
        super().__init__()
        for name, value in (("in_channels", in_channels), ("num_classes", num_classes), ("width", width)):
            if value < 1:
                raise ValueError(f"{name} must be at least 1, got {value}")
        self.features = nn.Sequential(
            *_build_block(in_channels, width, nn.MaxPool2d(2)),
            *_build_block(width, 2 * width, nn.MaxPool2d(2)),
            *_build_block(2 * width, 4 * width),
        )
        self.classifier = nn.Linear(4 * width, num_classes)

    def forward(self, images: Tensor) -> Tensor:
        """From pictures (B, C, H, W) from 0 to 1 to logits (B, num_classes)."""
        features = self.features(images)  # (B, K, h, w), K = 4 * width channels
        logits: Tensor = self.classifier(features.mean(dim=(2, 3)))
        return logits


def _build_block(in_channels: int, out_channels: int, *pooling: nn.Module) -> list[nn.Module]:
    """A convolution without a bias, since the normalization has one; pooling first leaves the rest less to compute."""
    convolution = nn.Conv2d(in_channels, out_channels, kernel_size=3, padding=1, bias=False)
    return [convolution, *pooling, nn.BatchNorm2d(out_channels), nn.ReLU()]
