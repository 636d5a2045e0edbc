"""Composed scenes: every box is exact, the parts share nothing, and the same arguments make the same scenes."""

from __future__ import annotations

import importlib.util

import pytest
import torch
from torch import Tensor

from hanli.projects.detection import scenes
from hanli.projects.detection.scenes import PHOTOS, Scenes, compose_scenes, load_scenes, read_photo


@pytest.fixture(scope="module")
def digits() -> tuple[Tensor, Tensor]:
    """Two "digits" that fill a known rectangle with full ink."""
    images = torch.zeros(2, 1, 28, 28)
    images[0, 0, 4:24, 10:18] = 1
    images[1, 0, 6:22, 6:22] = 1
    return images, torch.tensor([1, 0])


def test_the_boxes_are_those_of_the_ink(digits: tuple[Tensor, Tensor]) -> None:
    found = compose_scenes([torch.full((3, 300, 300), 128, dtype=torch.uint8)], *digits, 40, seed=0)
    for index in range(len(found)):
        image, target = found[index]
        painted = (image - 128 / 255).abs().amax(dim=0) > 0.01
        covered = torch.zeros_like(painted)
        for box, label in zip(target["boxes"].long(), target["labels"], strict=True):
            if label >= 0:
                assert painted[box[1] : box[3], box[0] : box[2]].float().mean() > 0.99
                covered[box[1] : box[3], box[0] : box[2]] = True
        assert torch.equal(covered, painted)
    assert 1.5 < (found.labels >= 0).sum() / len(found) < 2.6


def test_fewer_scenes_are_the_first_and_another_seed_makes_others() -> None:
    few, more, others = load_scenes("test", 3), load_scenes("test", 5), load_scenes("test", 3, seed=7)
    assert torch.equal(few.images, more.first(3).images) and torch.equal(few.boxes, more.boxes[:3])
    assert not torch.equal(few.images, others.images)
    image, target = few[0]
    assert image.shape == (3, 96, 96) and image.min() >= 0 and image.max() <= 1
    assert target["boxes"].shape == (4, 4) and target["labels"].shape == (4,)


def test_the_parts_share_no_photograph_and_no_digit(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [name for part in PHOTOS.values() for name in part]
    assert len(names) == len(set(names))
    used: list[Tensor] = []

    def remember(photos: list[Tensor], digits: Tensor, labels: Tensor, count: int, *, seed: int) -> Scenes:
        used.append(digits)
        return compose_scenes(photos, digits[:2], labels[:2], count, seed=seed)

    monkeypatch.setattr(scenes, "compose_scenes", remember)
    for part in PHOTOS:
        load_scenes(part, 1)
    pictures = [{one.numpy().tobytes() for one in part} for part in used]
    assert [len(part) for part in used] == [3500, 500, 1000]
    assert not pictures[0] & pictures[1] and not pictures[0] & pictures[2] and not pictures[1] & pictures[2]


def test_what_cannot_be_composed_is_refused_by_name(digits: tuple[Tensor, Tensor]) -> None:
    photo = torch.zeros(3, 100, 100, dtype=torch.uint8)
    with pytest.raises(ValueError, match="photos and digits must not be empty"):
        compose_scenes([], *digits, 1, seed=0)
    with pytest.raises(ValueError, match="count must be at least 1 and size at least 48, got 0 and 96"):
        compose_scenes([photo], *digits, 0, seed=0)
    with pytest.raises(ValueError, match="photos must be at least 120 high and wide"):
        compose_scenes([photo], *digits, 1, seed=0, size=120)
    with pytest.raises(ValueError, match="part must be one of training, validation, test, got 'all'"):
        load_scenes("all", 1)
    with pytest.raises(ValueError, match="images, boxes and labels must have the shapes"):
        Scenes(torch.zeros(2, 3, 8, 8), torch.zeros(2, 1, 4), torch.zeros(2, 3))


def test_a_photograph_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(FileNotFoundError, match=r"no data/dragon\.png"):
        read_photo("dragon.png")
    monkeypatch.setattr(scenes, "find_spec", lambda name: importlib.util.find_spec("no_such_package_here"))
    with pytest.raises(ModuleNotFoundError, match="pip install scikit-image"):
        read_photo("coffee.png")
