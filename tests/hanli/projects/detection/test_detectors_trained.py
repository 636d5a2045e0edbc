"""The weights that come with hanli: better than the baselines by far, and small."""

from __future__ import annotations

from pathlib import Path

import pytest

from hanli.projects.detection import (
    detect,
    guess_boxes,
    load_digit_detector,
    load_nuclei,
    load_nucleus_detector,
    load_scenes,
    otsu_boxes,
)
from hanli.projects.detection.command import measure
from hanli.projects.detection.trained import NUCLEI, SCENES


def test_the_digits_are_found_on_unseen_photographs() -> None:
    scenes = load_scenes("test", 120)
    score = measure(detect(load_digit_detector(), scenes), scenes, 10)["AP50"]
    chance = measure(guess_boxes(load_scenes("training", 50), scenes), scenes, 10)["AP50"]
    assert chance < 0.02 and score > chance + 0.5


def test_the_nuclei_are_found_better_than_by_a_threshold() -> None:
    part = load_nuclei("test")
    score = measure(detect(load_nucleus_detector(), part), part, 1)["AP50"]
    assert score > measure([otsu_boxes(part[0][0])], part, 1)["AP50"] + 0.3


def test_the_files_are_small_and_a_damaged_one_is_refused_by_name(tmp_path: Path) -> None:
    assert SCENES.stat().st_size + NUCLEI.stat().st_size < 1_000_000
    (tmp_path / "net.pt").write_bytes(NUCLEI.read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"net\.pt is damaged: install hanli again"):
        load_nucleus_detector(tmp_path / "net.pt")
