"""Networks that the pages build by hand, ready to use.

`ResidualBlock`, `ResNet` and `resnet18` stand in `residual`: torchvision's network under the same names, or with a smaller stem
for small pictures. `LSTMClassifier` and `LSTMTagger` in `recurrent` read padded batches of tokens.

Source: <https://arxiv.org/abs/1512.03385> (He et al., 2015)
"""

from hanli.models.recurrent import LSTMClassifier, LSTMTagger
from hanli.models.residual import ResidualBlock, ResNet, resnet18

__all__ = [
    "LSTMClassifier",
    "LSTMTagger",
    "ResidualBlock",
    "ResNet",
    "resnet18",
]
