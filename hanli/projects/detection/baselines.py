"""What finds boxes without a network: chance, and for nuclei a threshold of brightness."""

from __future__ import annotations

import torch
from torch import Tensor

from hanli.projects.detection.decoding import Found
from hanli.projects.detection.nuclei import boxes_of
from hanli.projects.detection.sources import Samples


def guess_boxes(training: Samples, test: Samples, most: int = 100, seed: int = 0) -> list[Found]:
    """For each test picture boxes of the training data, moved to random places, with their labels and random scores.

    Args:
        training: The samples whose boxes are drawn; the first 200 of them.
        test: The samples to guess in.
        most: How many boxes to guess in each.
        seed: Of the guesses.

    Returns:
        As many entries as `test` has samples.
    """
    targets = [training[index][1] for index in range(min(200, len(training)))]  # type: ignore[arg-type]
    boxes = torch.cat([target["boxes"][target["labels"] >= 0] for target in targets])
    labels = torch.cat([target["labels"][target["labels"] >= 0] for target in targets])
    generator = torch.Generator().manual_seed(seed)
    found = []
    for index in range(len(test)):  # type: ignore[arg-type]
        height, width = test[index][0].shape[-2:]
        chosen = torch.randint(len(boxes), (most,), generator=generator)
        sizes = boxes[chosen, 2:] - boxes[chosen, :2]
        corner = torch.rand(most, 2, generator=generator) * (torch.tensor([width, height]) - sizes).clamp(min=0)
        scores = torch.rand(most, generator=generator)
        found.append({"boxes": torch.cat([corner, corner + sizes], dim=1), "scores": scores, "labels": labels[chosen]})
    return found


def otsu_boxes(image: Tensor, smallest: int = 30) -> Found:
    """A box around each connected group of pixels that are brighter than Otsu's threshold; larger groups score higher.

    Args:
        image: (1, H, W) from 0 to 1.
        smallest: Groups of fewer pixels are noise.

    Returns:
        Boxes, scores and labels, which are 0.

    Source: <https://scikit-image.org/docs/stable/api/skimage.filters.html#skimage.filters.threshold_otsu>
    """
    from skimage.filters import threshold_otsu
    from skimage.measure import label

    pixels = image[0].numpy()
    groups = torch.from_numpy(label(pixels > threshold_otsu(pixels)))  # type: ignore[no-untyped-call]
    sizes = groups.flatten().bincount()
    groups[sizes[groups] < smallest] = 0
    boxes = boxes_of(groups)
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return {"boxes": boxes, "scores": area / (area.max() + 1), "labels": torch.zeros(len(boxes), dtype=torch.long)}
