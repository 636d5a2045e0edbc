"""Nuclei have the boxes of their mask, and VOC is read from files in its own format."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch.utils.data import DataLoader
from torchvision.transforms.functional import to_pil_image

from hanli.projects.detection import DATA_SETS, VOCScenes, boxes_of, cut_nuclei, load_data, load_nuclei
from hanli.projects.detection.command import main


def write_voc(root: Path, count: int = 12) -> None:
    """A tiny VOC 2012: photographs of 120 by 80 with one dark dog each, and a cat that is difficult to see."""
    base = root / "VOCdevkit/VOC2012"
    for folder in ("JPEGImages", "Annotations", "ImageSets/Main"):
        (base / folder).mkdir(parents=True)
    for number in range(count):
        image = torch.full((3, 80, 120), 0.8)
        image[:, 10:50, 30:90] = 0.1
        to_pil_image(image).save(base / f"JPEGImages/{number}.jpg")
        objects = "".join(
            f"<object><name>{name}</name><difficult>{difficult}</difficult><bndbox><xmin>31</xmin><ymin>11</ymin>"
            f"<xmax>90</xmax><ymax>50</ymax></bndbox></object>"
            for name, difficult in (("dog", 0), ("cat", 1))
        )
        (base / f"Annotations/{number}.xml").write_text(f"<annotation>{objects}</annotation>", "utf-8")
    for name, numbers in (("train", range(count - 2)), ("val", range(count - 2, count))):
        (base / f"ImageSets/Main/{name}.txt").write_text("\n".join(map(str, numbers)), "utf-8")


def test_voc_is_reduced_to_a_square_and_its_boxes_with_it(tmp_path: Path) -> None:
    write_voc(tmp_path)
    scenes = VOCScenes(tmp_path, "train", size=64)
    image, target = scenes[0]
    assert len(scenes) == 10 and image.shape == (3, 64, 64)
    assert (target["labels"] >= 0).sum() == 1 and target["labels"][0] == 11  # the dog; the cat is left out
    torch.testing.assert_close(target["boxes"][0], torch.tensor([30.0, 10, 90, 50]) * 64 / 120)
    assert (image[:, 43:] == 0.5).all()  # 80 rows become 43, and the rest is gray
    left, top, right, bottom = target["boxes"][0].round().long().tolist()
    assert image[:, top + 2 : bottom - 2, left + 2 : right - 2].mean() < 0.2
    images, targets = next(iter(DataLoader(scenes, 4)))
    assert images.shape == (4, 3, 64, 64) and targets["boxes"].shape == (4, 64, 4)


def test_the_program_trains_on_voc(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_voc(tmp_path)
    found = load_data("voc", tmp_path, download=False)
    assert [len(part) for part in (found.training, found.validation, found.test)] == [9, 1, 2]  # type: ignore[arg-type]
    arguments = ["--data", "voc", "--root", str(tmp_path), "--epochs", "1", "--width", "2", "--device", "cpu"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("hanli.projects.detection.command.load_data", lambda name, root: found)
        main([*arguments, "--folder", str(tmp_path / "run")])
    assert capsys.readouterr().out.splitlines()[0].split() == ["AP50", "AP"]
    assert (tmp_path / "run/voc-1.0.0/bundle.json").exists()


def test_voc_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="not found"):
        load_data("voc", tmp_path, download=False)


def test_each_nucleus_has_the_box_of_its_pixels() -> None:
    mask = torch.zeros(20, 20, dtype=torch.long)
    mask[2:9, 3:8] = 7
    mask[10:20, 15:20] = 9
    mask[0:3, 15:20] = 4  # three rows at the edge are too few
    assert boxes_of(mask).tolist() == [[3, 2, 8, 9], [15, 10, 20, 20]]
    assert boxes_of(torch.zeros(5, 5, dtype=torch.long)).shape == (0, 4)


def test_the_parts_of_the_nuclei_are_pieces_of_one_picture() -> None:
    parts = [load_nuclei(part) for part in ("training", "validation", "test")]
    assert [tuple(part.images.shape) for part in parts] == [(1, 1, 512, 256), (1, 1, 512, 80), (1, 1, 512, 176)]
    assert [int((part.labels >= 0).sum()) for part in parts] == [71, 22, 35]
    crops = cut_nuclei(5, seed=0)
    assert crops.images.shape == (5, 1, 96, 96) and torch.equal(crops.images, cut_nuclei(5, seed=0).images)
    with pytest.raises(ValueError, match="part must be one of training, validation, test, got 'all'"):
        load_nuclei("all")


def test_unknown_detection_data_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=f"name must be one of {', '.join(DATA_SETS)}, got 'imagenet'"):
        load_data("imagenet")
