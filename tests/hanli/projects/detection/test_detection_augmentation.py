"""Augmentation: boxes move with what they hold."""

from __future__ import annotations

import torch
from torch import Tensor

from hanli.projects.detection import Augmented, Scenes, boxes_of, flip, recolor, turn
from hanli.projects.detection.scenes import Target


def sample() -> tuple[Tensor, Target]:
    """Two bright rectangles of different sizes."""
    image = torch.zeros(1, 40, 40)
    image[0, 3:20, 5:12] = 0.5
    image[0, 25:31, 20:37] = 1
    return image, {"boxes": torch.tensor([[5.0, 3, 12, 20], [20, 25, 37, 31]]), "labels": torch.tensor([0, 1])}


def test_turned_boxes_are_those_of_the_turned_picture() -> None:
    torch.manual_seed(0)
    seen = set()
    for _ in range(100):
        for change in (flip, turn):
            image, target = change(*sample())
            assert torch.equal(boxes_of((image[0] * 2).long()), target["boxes"])
            assert target["labels"].tolist() == [0, 1]
            seen.add((change.__name__, tuple(target["boxes"][0].tolist())))
    assert len([one for one in seen if one[0] == "flip"]) == 2
    assert len([one for one in seen if one[0] == "turn"]) == 8


def test_other_colors_keep_the_boxes_and_the_differences() -> None:
    torch.manual_seed(0)
    image = torch.rand(3, 8, 8)
    kinds = set()
    for _ in range(200):
        changed, target = recolor(image, {"boxes": torch.ones(1, 4)})
        assert torch.equal(target["boxes"], torch.ones(1, 4))
        kinds.add(tuple(changed[:, 0, 0].tolist()))
    assert len(kinds) == 12  # six orders of the colors, light or dark


def test_a_changed_data_set_has_its_length_and_draws_anew() -> None:
    scenes = Scenes(torch.randint(256, (3, 3, 8, 8), dtype=torch.uint8), torch.zeros(3, 1, 4), torch.zeros(3, 1))
    changed = Augmented(scenes, recolor)
    torch.manual_seed(0)
    assert len(changed) == 3
    assert len({changed[0][0].numpy().tobytes() for _ in range(20)}) > 1
