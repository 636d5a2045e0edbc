"""Data and augmentation of the classification project."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torchvision.datasets import CIFAR10

from hanli.projects.classification import DATA_SETS, ImageBatches, load_data, shift


def write_cifar10(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few pictures in the files of CIFAR-10, whose checksums torchvision is told."""
    folder = root / CIFAR10.base_folder
    folder.mkdir(parents=True)
    generator = np.random.default_rng(1640)

    def write(name: str, content: object) -> str:
        (folder / name).write_bytes(pickle.dumps(content))
        return hashlib.md5((folder / name).read_bytes()).hexdigest()

    def batch() -> dict[str, object]:
        return {"data": generator.integers(0, 256, (20, 3072), dtype=np.uint8), "labels": [*range(10)] * 2}

    names = [f"class {number}" for number in range(10)]
    meta = {"filename": "batches.meta", "key": "label_names"}
    monkeypatch.setattr(
        CIFAR10, "train_list", [[name, write(name, batch())] for name in ("data_batch_1", "data_batch_2")]
    )
    monkeypatch.setattr(CIFAR10, "test_list", [["test_batch", write("test_batch", batch())]])
    monkeypatch.setattr(CIFAR10, "meta", meta | {"md5": write("batches.meta", {"label_names": names})})


def test_cifar10_is_read_from_its_own_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_cifar10(tmp_path, monkeypatch)
    found = load_data("cifar10", tmp_path, download=False)
    sizes = [len(part[0]) for part in (found.training, found.validation, found.test)]
    assert sizes == [40 - 10, 10, 20]  # of each class at least one validates
    assert found.test[0].shape == (20, 3, 32, 32)
    assert found.classes[3] == "class 3"
    raw = pickle.loads((tmp_path / CIFAR10.base_folder / "test_batch").read_bytes())
    red = torch.from_numpy(raw["data"][0]).reshape(3, 32, 32).float() / 255
    assert torch.equal(found.test[0][0], red)
    assert found.test[1].tolist() == raw["labels"]


def test_cifar10_that_is_damaged_or_missing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_cifar10(tmp_path, monkeypatch)
    (tmp_path / CIFAR10.base_folder / "data_batch_2").write_bytes(b"short")
    for root in (tmp_path, tmp_path / "elsewhere"):
        with pytest.raises(RuntimeError, match="not found or corrupted"):
            load_data("cifar10", root, download=False)


@pytest.mark.parametrize(("name", "sizes"), [("digits", [3500, 500, 1000]), ("fashion", [55000, 5000, 10000])])
def test_the_parts_share_no_picture_and_are_the_same_at_each_call(name: str, sizes: list[int]) -> None:
    first, second = load_data(name), load_data(name)
    parts = [first.training, first.validation, first.test]
    assert [len(part[0]) for part in parts] == sizes
    assert all(
        torch.equal(one[0], other[0])
        for one, other in zip(parts, [second.training, second.validation, second.test], strict=True)
    )
    assert all(one.unique().numel() == len(first.classes) == 10 for _, one in parts)
    sums = [set(hash(picture.numpy().tobytes()) for picture in part[0][:3000]) for part in parts[:2]]
    assert len(sums[0] & sums[1]) <= 1  # the digits hold none twice, Fashion-MNIST hardly any


def test_an_unknown_data_set_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="name must be one of digits, fashion, cifar10, got 'imagenet'"):
        load_data("imagenet")
    assert DATA_SETS == ("digits", "fashion", "cifar10")


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 5), st.integers(0, 3), st.integers(3, 8), st.integers(3, 8), st.booleans(), st.integers(0, 99))
def test_each_picture_is_a_window_of_itself(
    count: int, pixels: int, height: int, width: int, flips: bool, seed: int
) -> None:
    torch.manual_seed(seed)
    images = torch.rand(count, 2, height, width) + 1
    for picture, moved in zip(images, shift(images, pixels, flips=flips), strict=True):
        padded = torch.nn.functional.pad(picture, (pixels,) * 4)
        windows = [
            padded[:, row : row + height, column : column + width]
            for row in range(2 * pixels + 1)
            for column in range(2 * pixels + 1)
        ]
        candidates = windows + [window.flip(2) for window in windows] * flips
        assert any(torch.equal(moved, candidate) for candidate in candidates)


def test_pictures_of_a_batch_move_apart() -> None:
    torch.manual_seed(0)
    same = torch.rand(1, 1, 6, 6).expand(50, -1, -1, -1)
    moved = shift(same, 2, flips=True)
    assert len({picture.numpy().tobytes() for picture in moved}) > 20
    assert torch.equal(shift(same, 0), same)


def test_bad_pictures_are_refused() -> None:
    with pytest.raises(ValueError, match=r"images must be a batch \(B, C, H, W\), got the shape \(28, 28\)"):
        shift(torch.rand(28, 28))
    with pytest.raises(ValueError, match="pixels must be at least 0, got -1"):
        shift(torch.rand(1, 1, 4, 4), -1)
    with pytest.raises(ValueError, match="labels must be as many as images, got 3 images and 2 labels"):
        ImageBatches(torch.rand(3, 1, 4, 4), torch.zeros(2))


def test_batches_are_whole_and_each_picture_comes_once_an_epoch() -> None:
    images = torch.arange(10.0).reshape(10, 1, 1, 1)
    batches = ImageBatches(images, torch.arange(10), lambda batch: batch + 100)
    plain = list(batches.loader(4))
    assert [len(labels) for _, labels in plain] == [4, 4, 2]
    assert torch.cat([labels for _, labels in plain]).tolist() == [*range(10)]
    assert torch.cat([found for found, _ in plain]).flatten().tolist() == [*range(100, 110)]
    torch.manual_seed(0)
    loader = batches.loader(4, shuffle=True)
    orders = [torch.cat([labels for _, labels in loader]).tolist() for _ in range(2)]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1]) == [*range(10)]
