"""Average precision: equal to faster-coco-eval on made-up boxes, and right where one can count by hand."""

from __future__ import annotations

import pytest
import torch
from faster_coco_eval import COCO, COCOeval_faster
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hanli.projects.detection.decoding import Found
from hanli.projects.detection.precision import average_precision
from hanli.projects.detection.scenes import Target


def made_up(seed: int, pictures: int, classes: int, noise: float) -> tuple[list[Found], list[Target]]:
    """Objects, and around each of them three boxes, some of another class."""
    generator = torch.Generator().manual_seed(seed)
    found, wanted = [], []
    for _ in range(pictures):
        count = int(torch.randint(0, 6, (), generator=generator))
        corner, size = torch.rand(count, 2, generator=generator) * 60, torch.rand(count, 2, generator=generator) * 30
        boxes = torch.cat([corner, corner + size + 5], dim=1)
        labels = torch.randint(classes, (count,), generator=generator)
        wanted.append({"boxes": boxes, "labels": labels})
        moved = boxes.repeat(3, 1) + noise * torch.randn(3 * count, 4, generator=generator)
        moved[:, 2:] = torch.maximum(moved[:, 2:], moved[:, :2] + 1)
        guesses = torch.randint(classes, (3 * count,), generator=generator)
        kept = torch.rand(3 * count, generator=generator) < 0.8
        found.append(
            {
                "boxes": moved,
                "scores": torch.rand(3 * count, generator=generator),
                "labels": torch.where(kept, labels.repeat(3), guesses),
            }
        )
    return found, wanted


def as_coco(boxes: Tensor, labels: Tensor, image: int) -> list[dict[str, object]]:
    """Boxes as COCO writes them: left, top, width, height."""
    return [
        {"image_id": image, "category_id": label, "bbox": [x1, y1, x2 - x1, y2 - y1]}
        for (x1, y1, x2, y2), label in zip(boxes.double().tolist(), labels.tolist(), strict=True)
    ]


def reference(found: list[Found], wanted: list[Target], classes: int) -> tuple[float, float]:
    """AP and AP50 of faster-coco-eval."""
    objects = [one for index, target in enumerate(wanted) for one in as_coco(target["boxes"], target["labels"], index)]
    for number, one in enumerate(objects, start=1):
        width, height = one["bbox"][2:]  # type: ignore[index]
        one.update(id=number, area=width * height, iscrowd=0)
    guesses = []
    for index, one in enumerate(found):
        for box, score in zip(as_coco(one["boxes"], one["labels"], index), one["scores"].double(), strict=True):
            guesses.append(box | {"score": float(score)})
    images = [{"id": index, "width": 100, "height": 100} for index in range(len(wanted))]
    categories = [{"id": label, "name": str(label)} for label in range(classes)]
    truth = COCO({"images": images, "annotations": objects, "categories": categories})
    measured = COCOeval_faster(truth, truth.loadRes(guesses), "bbox", print_function=lambda *_: None)
    measured.run()
    return float(measured.stats[0]), float(measured.stats[1])


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6), pictures=st.integers(3, 40), classes=st.integers(1, 4), noise=st.sampled_from([0, 1, 4])
)
def test_it_is_that_of_faster_coco_eval(seed: int, pictures: int, classes: int, noise: float) -> None:
    found, wanted = made_up(seed, pictures, classes, noise)
    if not any(len(one["scores"]) for one in found):
        return
    precision = average_precision(found, wanted, classes)
    assert (precision.ap, precision.ap50) == pytest.approx(reference(found, wanted, classes), abs=1e-9)


def test_small_cases_by_hand() -> None:
    boxes = torch.tensor([[0.0, 0, 10, 10], [20, 20, 30, 30]])
    wanted = [{"boxes": boxes, "labels": torch.tensor([0, 0])}]

    def ap50(found: Tensor, scores: list[float], labels: list[int]) -> float:
        one = {"boxes": found, "scores": torch.tensor(scores), "labels": torch.tensor(labels, dtype=torch.long)}
        return average_precision([one], wanted, 2).ap50

    assert ap50(boxes, [0.9, 0.8], [0, 0]) == 1
    assert ap50(boxes, [0.9, 0.8], [0, 1]) == pytest.approx(51 / 101)  # half of the objects: recalls 0 to 0.5
    assert ap50(boxes[[0, 0, 1]], [0.9, 0.8, 0.7], [0, 0, 0]) == pytest.approx((51 + 50 * 2 / 3) / 101)  # found twice
    assert ap50(boxes[:0], [], []) == 0
    assert average_precision([{"boxes": boxes, "scores": torch.rand(2), "labels": torch.ones(2)}], wanted, 2).ap == 0


def test_lists_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="found must have one entry for each of wanted, got 0 and 1"):
        average_precision([], [{}], 1)
