"""Image classification: a small convolutional network, its augmentation, its confidence, and trained weights.

    python -m hanli.projects.classification --data fashion --folder runs/fashion

Source: <https://arxiv.org/abs/1708.07747> (Fashion-MNIST), <https://arxiv.org/abs/1706.04599> (temperature scaling)
"""

from hanli.projects.classification.confidence import Calibrated, calibration_error, fit_temperature
from hanli.projects.classification.images import DATA_SETS, DataSet, ImageBatches, load_data, shift
from hanli.projects.classification.network import ImageClassifier
from hanli.projects.classification.trained import load_digits, load_ensemble

__all__ = [
    "DATA_SETS",
    "Calibrated",
    "DataSet",
    "ImageBatches",
    "ImageClassifier",
    "calibration_error",
    "fit_temperature",
    "load_data",
    "load_digits",
    "load_ensemble",
    "shift",
]
