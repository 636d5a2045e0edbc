"""Pascal VOC, a public data set of photographs with 20 classes, as torchvision reads it."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset
from torchvision.datasets import VOCDetection  # type: ignore[import-untyped]
from torchvision.transforms.functional import pil_to_tensor  # type: ignore[import-untyped]

from hanli.projects.detection.scenes import Target

CLASSES = [
    "aeroplane",
    "bicycle",
    "bird",
    "boat",
    "bottle",
    "bus",
    "car",
    "cat",
    "chair",
    "cow",
    "diningtable",
    "dog",
    "horse",
    "motorbike",
    "person",
    "pottedplant",
    "sheep",
    "sofa",
    "train",
    "tvmonitor",
]
MOST = 64  # objects in a photograph; VOC 2012 has fewer than 60 in each


class VOCScenes(Dataset[tuple[Tensor, Target]]):
    """Photographs of VOC, reduced to fit into a square and filled up with gray at the right and at the bottom.

    Args:
        root: The folder that holds `VOCdevkit`.
        image_set: `"train"`, `"val"` or `"trainval"`.
        size: Height and width of a sample, a multiple of 8.
        download: Whether torchvision may download VOC 2012, 2 GB, into `root`.

    Raises:
        RuntimeError: The data is not in `root`, and `download` is not set.
    """

    def __init__(self, root: str | Path, image_set: str, size: int = 256, *, download: bool = False) -> None:
        self.found = VOCDetection(str(root), year="2012", image_set=image_set, download=download)
        self.size = size

    def __len__(self) -> int:
        return len(self.found)

    def __getitem__(self, index: int) -> tuple[Tensor, Target]:
        """A picture (3, S, S) from 0 to 1 and its target; objects that VOC calls difficult are left out."""
        photo, description = self.found[index]
        image = pil_to_tensor(photo.convert("RGB")).float() / 255
        scale = self.size / max(image.shape[1:])
        height, width = (max(1, round(side * scale)) for side in image.shape[1:])
        image = nn.functional.interpolate(image[None], size=(height, width), mode="bilinear", antialias=True)[0]
        square = torch.full((3, self.size, self.size), 0.5)
        square[:, :height, :width] = image
        boxes, labels = torch.zeros(MOST, 4), torch.full((MOST,), -1)
        objects = [one for one in description["annotation"]["object"] if one.get("difficult", "0") != "1"][:MOST]
        for place, one in enumerate(objects):
            left, top, right, bottom = (float(one["bndbox"][name]) for name in ("xmin", "ymin", "xmax", "ymax"))
            boxes[place] = torch.tensor([left - 1, top - 1, right, bottom]) * scale  # VOC counts pixels from 1
            labels[place] = CLASSES.index(one["name"])
        return square, {"boxes": boxes, "labels": labels}
