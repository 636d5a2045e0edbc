"""What the program can train on: composed scenes, nuclei, and Pascal VOC."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor
from torch.utils.data import Dataset, Subset

from hanli.projects.detection.augmentation import Augmented, Change, flip, recolor, turn
from hanli.projects.detection.nuclei import cut_nuclei, load_nuclei
from hanli.projects.detection.scenes import Target, load_scenes
from hanli.projects.detection.voc import CLASSES, VOCScenes

Samples = Dataset[tuple[Tensor, Target]]
DATA_SETS = ("scenes", "nuclei", "voc")


@dataclass(frozen=True)
class DetectionData:
    """Pictures with boxes for training, validation and test.

    Attributes:
        training: Samples of one size, a picture (C, H, W) from 0 to 1 and its target; H and W are multiples of 8.
        validation: The same, to choose the epoch; the size may be another.
        test: The same, used once.
        classes: The name of each label.
        change: How training pictures are changed each time they are read; None for not at all.
    """

    training: Samples
    validation: Samples
    test: Samples
    classes: tuple[str, ...]
    change: Change | None = None

    def changed(self) -> Samples:
        """The training samples, changed each time they are read."""
        return self.training if self.change is None else Augmented(self.training, self.change)


def load_data(name: str, root: str | Path = "data", *, download: bool = True) -> DetectionData:
    """Load one of `DATA_SETS`.

    Args:
        name: `"scenes"` (digits on photographs), `"nuclei"` (by `python -m hanli.fetch`) or `"voc"` (Pascal VOC 2012,
            read by torchvision; a tenth of its training photographs validates, and its own validation set tests, since
            the boxes of its test set are not public).
        root: The folder of VOC.
        download: Whether torchvision may download VOC into `root`.

    Returns:
        The data. The parts are the same at each call.

    Raises:
        ValueError: There is no data set of this name.
        ModuleNotFoundError: The package that brings the data is not installed.
        hanli.fetch.MissingData: The nuclei were not fetched.
        RuntimeError: VOC is not in `root`, and `download` is not set.
    """
    if name not in DATA_SETS:
        raise ValueError(f"name must be one of {', '.join(DATA_SETS)}, got {name!r}")
    if name == "voc":
        return _load_voc(root, download)
    if name == "nuclei":
        training, validation, test = cut_nuclei(480, seed=0), load_nuclei("validation"), load_nuclei("test")
        return DetectionData(training, validation, test, ("nucleus",), turn)
    parts = (load_scenes("training", 4000), load_scenes("validation", 500), load_scenes("test", 500))
    return DetectionData(*parts, tuple("0123456789"), recolor)


def _load_voc(root: str | Path, download: bool) -> DetectionData:
    """VOC 2012: nine tenths of `train` to train, the rest to validate, `val` for the test."""
    known, test = (VOCScenes(root, part, download=download) for part in ("train", "val"))
    order = torch.randperm(len(known), generator=torch.Generator().manual_seed(1640)).tolist()
    count = max(1, len(order) // 10)
    return DetectionData(Subset(known, order[count:]), Subset(known, order[:count]), test, tuple(CLASSES), flip)
