"""The grid: what the loss asks for is what decoding gives back, and overlapping boxes of one class become one."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torchvision.ops import box_iou

from hanli.projects.detection import GridDetector, decode, decode_boxes, detect_frames, detection_loss
from hanli.projects.detection.loss import assign_cells

SIZE = 64


def raw_of(boxes: Tensor, labels: Tensor) -> Tensor:
    """What a perfect network with three classes would return for one picture of 64 by 64, (1, 8, 8, 8)."""
    raw = torch.zeros(1, 8, 8, 8)
    raw[:, 0] = -30
    for (x1, y1, x2, y2), label in zip(boxes.tolist(), labels.tolist(), strict=True):
        x, y = (x1 + x2) / 16, (y1 + y2) / 16  # the center in cells
        column, row = int(x), int(y)
        numbers = torch.tensor([30, 0, 0, 0, 0, -30.0, -30, -30])
        numbers[1:3] = torch.tensor([x - column, y - row]).clamp(1e-4, 1 - 1e-4).logit()
        numbers[3:5] = torch.tensor([(x2 - x1) / 8, (y2 - y1) / 8]).log()
        numbers[5 + label] = 30
        raw[0, :, row, column] = numbers
    return raw


@given(
    left=st.integers(0, 20), top=st.integers(0, 20), width=st.integers(4, 11), height=st.integers(4, 11),
    label=st.integers(0, 2),
)  # fmt: skip
def test_the_perfect_answer_decodes_to_the_boxes_and_costs_nothing(
    left: int, top: int, width: int, height: int, label: int
) -> None:
    boxes = torch.tensor([[left, top, left + width, top + height], [40, 42, 60, 63]], dtype=torch.float32)
    labels = torch.tensor([label, 1])
    raw = raw_of(boxes, labels)
    (found,) = decode(raw)
    assert len(found["boxes"]) == 2
    assert box_iou(found["boxes"], boxes).amax(dim=0).min() > 0.99
    assert sorted(found["labels"].tolist()) == sorted(labels.tolist())
    target = {"boxes": torch.cat([boxes, torch.zeros(1, 4)])[None], "labels": torch.tensor([[label, 1, -1]])}
    loss, count = detection_loss(raw, target)
    assert loss < 0.05 and count == 2
    worse, _ = detection_loss(raw_of(boxes + 6, labels), target)
    assert worse > 0.5


def test_of_two_objects_in_one_cell_the_first_is_kept_and_nothing_is_no_object() -> None:
    boxes = torch.tensor([[[0.0, 0, 8, 8], [1, 1, 9, 9], [60, 60, 68, 68]]])
    pictures, objects, rows, columns = assign_cells({"boxes": boxes, "labels": torch.tensor([[0, 1, 2]])}, 8, 8)
    assert objects.tolist() == [0, 1, 2] or objects.tolist() == [0, 2]
    assert rows[-1] == columns[-1] == 7  # a center at the far edge stays in the grid
    assert pictures.tolist() == [0] * len(objects)
    same = torch.tensor([[[0.0, 0, 8, 8], [0, 0, 9, 9]]])
    assert assign_cells({"boxes": same, "labels": torch.tensor([[0, 1]])}, 8, 8)[1].tolist() == [0]
    raw = torch.zeros(1, 8, 8, 8, requires_grad=True)
    loss, count = detection_loss(raw, {"boxes": torch.zeros(1, 1, 4), "labels": torch.tensor([[-1]])})
    assert count == 1 and loss.isfinite()
    loss.backward()
    assert raw.grad is not None and raw.grad.isfinite().all()


def test_boxes_of_one_class_that_overlap_become_one_and_those_of_two_classes_stay() -> None:
    boxes = torch.tensor([[8.0, 8, 28, 28], [16, 8, 36, 28]])
    assert [
        len(decode(raw_of(boxes, torch.tensor(labels)), overlap=0.4)[0]["boxes"]) for labels in ([0, 0], [0, 1])
    ] == [1, 2]
    assert len(decode(raw_of(boxes, torch.tensor([0, 0])), overlap=0.9)[0]["boxes"]) == 2


def test_decoded_boxes_are_finite_and_inside_the_picture() -> None:
    raw = torch.full((2, 6, 4, 6), 1e4)
    assert decode_boxes(raw).isfinite().all()
    for found in decode(raw):
        assert found["boxes"].min() >= 0 and (found["boxes"] <= torch.tensor([48, 32, 48, 32])).all()


def test_bad_numbers_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"raw must have the shape \(B, 5 \+ num_classes, h, w\), got \(1, 5, 2, 2\)"):
        decode(torch.zeros(1, 5, 2, 2))
    with pytest.raises(ValueError, match=r"threshold must be between 0 and 1, got 1\.5"):
        decode(torch.zeros(1, 6, 2, 2), threshold=1.5)
    with pytest.raises(ValueError, match="overlap must be between 0 and 1, got -1"):
        decode(torch.zeros(1, 6, 2, 2), overlap=-1)


@pytest.mark.parametrize("name", ["in_channels", "num_classes", "width"])
def test_a_detector_size_below_one_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        GridDetector(**{name: 0})


def test_frames_are_read_one_at_a_time() -> None:
    read = []

    def camera():  # type: ignore[no-untyped-def]
        for number in range(1000):
            read.append(number)
            yield torch.rand(3, 32, 48)

    model = GridDetector(width=2).eval()
    stream = detect_frames(model, camera(), threshold=0.0)
    assert set(next(stream)) == {"boxes", "scores", "labels"} and read == [0]
    assert model(torch.rand(2, 3, 32, 48)).shape == (2, 15, 4, 6)
