"""Data of the segmentation project: parts that share no nucleus, windows, padding, and Pascal VOC in its own files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hanli.data import nuclei
from hanli.projects.segmentation import DATA_SETS, IGNORE, Whole, Windows, load_data, pad
from hanli.projects.segmentation.images import TEST, TRAINING, VALIDATION


def test_pascal_voc_is_read_from_its_own_files(tmp_path: Path, voc: Callable[[Path], None]) -> None:
    voc(tmp_path)
    found = load_data("voc", tmp_path, download=False)
    assert [len(part) for part in (found.training, found.validation, found.test)] == [10, 2, 3]
    assert len(found.classes) == 21 and found.classes[15] == "person"
    image, mask = found.test[0]
    assert image.shape == (3, 21, 30) and mask.shape == (21, 30)
    assert mask.dtype == torch.int64 and mask.unique().tolist() == [0, 15, IGNORE]
    assert image[0].mean() > 0.97 and image[2].mean() < 0.05
    shapes = {tuple(found.training[index][1].shape) for index in range(10)}
    assert shapes == {(20, 30), (33, 25)}


def test_the_training_and_validation_pictures_of_pascal_voc_are_different_ones(
    tmp_path: Path, voc: Callable[[Path], None]
) -> None:
    voc(tmp_path)
    found = load_data("voc", tmp_path, download=False)
    parts = [set(part.indices) for part in (found.training, found.validation)]  # type: ignore[attr-defined]
    assert not parts[0] & parts[1] and parts[0] | parts[1] == set(range(12))


def test_pascal_voc_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not found or corrupted"):
        load_data("voc", tmp_path, download=False)


def test_no_nucleus_lies_in_two_parts() -> None:
    _, instances = nuclei()
    parts = [set(instances[:, columns].unique().tolist()) - {0} for columns in (TRAINING, VALIDATION, TEST)]
    assert [len(part) for part in parts] == [62, 25, 36]
    assert not parts[0] & parts[1] and not parts[1] & parts[2] and not parts[0] & parts[2]


def test_the_nuclei_are_in_three_parts_with_masks_of_0_and_1() -> None:
    found = load_data("nuclei")
    shapes = [tuple(part[0][1].shape) for part in (found.training, found.validation, found.test)]
    assert shapes == [(512, 208), (512, 64), (512, 176)]
    assert all(part[0][1].unique().tolist() == [0, 1] for part in (found.training, found.validation, found.test))
    assert found.classes == ("background", "nucleus")


def test_an_unknown_data_set_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="name must be one of nuclei, voc, got 'cityscapes'"):
        load_data("cityscapes")
    assert DATA_SETS == ("nuclei", "voc")


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 12), st.integers(3, 14), st.integers(3, 14), st.booleans(), st.integers(0, 99))
def test_image_and_mask_of_a_window_are_changed_alike(
    side: int, height: int, width: int, turns: bool, seed: int
) -> None:
    torch.manual_seed(seed)
    mask = torch.arange(1, 1 + height * width).reshape(height, width) + 1000
    image, cut = Windows([(mask[None].float(), mask)], side, turns=turns)[0]
    assert image.shape == (1, side, side) and cut.shape == (side, side)
    assert torch.equal(image[0].long(), torch.where(cut == IGNORE, 0, cut))
    assert (cut != IGNORE).sum() == min(side, height) * min(side, width)
    inside = cut[cut != IGNORE]
    assert inside.unique().numel() == inside.numel()


def test_an_epoch_draws_different_windows_from_the_global_generator() -> None:
    torch.manual_seed(0)
    image = torch.rand(1, 40, 40)
    windows = Windows([(image, (image[0] > 0.5).long())] * 2, 8, per_picture=5, turns=True)
    assert len(windows) == 10
    drawn = [windows[index][0] for index in range(10)]
    assert len({one.numpy().tobytes() for one in drawn}) == 10
    torch.manual_seed(0)
    torch.rand(1, 40, 40)
    assert torch.equal(windows[0][0], drawn[0])


def test_whole_pictures_are_padded_and_the_padding_is_ignored() -> None:
    image, mask = torch.rand(3, 9, 16), torch.ones(9, 16, dtype=torch.long)
    padded, ignored = Whole([(image, mask)], 8)[0]
    assert padded.shape == (3, 16, 16) and torch.equal(padded[:, :9], image) and not padded[:, 9:].any()
    assert torch.equal(ignored[:9], mask) and (ignored[9:] == IGNORE).all()
    assert len(Whole([(image, mask)], 8)) == 1
    assert pad(image[:, :8], mask[:8], 8)[1].shape == (8, 16)


def test_bad_sizes_are_refused() -> None:
    image, mask = torch.rand(1, 4, 4), torch.zeros(4, 4)
    with pytest.raises(ValueError, match="side must be at least 1, got 0"):
        Windows([(image, mask)], 0)
    with pytest.raises(ValueError, match="per_picture must be at least 1, got 0"):
        Windows([(image, mask)], 2, per_picture=0)
    with pytest.raises(ValueError, match="multiple must be at least 1, got 0"):
        pad(image, mask, 0)
    with pytest.raises(ValueError, match=r"mask must have the size of the image, \(4, 4\), got \(3, 4\)"):
        pad(image, mask[:3], 8)
