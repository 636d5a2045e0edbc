"""Networks that the pages build by hand, ready to use: residual networks for pictures.

`ResidualBlock` and `ResNet` stand in `residual`, and `resnet18` puts them together as torchvision
does, under the same names, or with a smaller stem for small pictures.

Source: <https://arxiv.org/abs/1512.03385> (He et al., 2015)
"""

from hanli.models.residual import ResidualBlock, ResNet, resnet18

__all__ = [
    "ResidualBlock",
    "ResNet",
    "resnet18",
]
