"""The network that comes with hanli: as good as the page says, and refused where its file is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from hanli.projects.segmentation import find_otsu_threshold, iou, load_data, load_nuclei_unet
from hanli.projects.segmentation.command import measure, measure_baselines
from hanli.projects.segmentation.trained import FILE


def test_it_segments_nuclei_it_never_saw_better_than_any_threshold() -> None:
    found = load_data("nuclei")
    model = load_nuclei_unet()
    assert not model.training
    network = float(iou(measure(model, found.test, 2))[1])
    thresholds = {name: float(iou(counts)[1]) for name, counts in measure_baselines(found).items()}
    assert network > 0.88
    assert network > max(thresholds.values()) + 0.08
    assert 0 < find_otsu_threshold(found.test[0][0]) < 1
    assert FILE.stat().st_size < 2_000_000


def test_a_damaged_file_is_refused_by_name(tmp_path: Path) -> None:
    damaged = tmp_path / "nuclei.pt"
    damaged.write_bytes(FILE.read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"nuclei\.pt is damaged: install hanli again"):
        load_nuclei_unet(damaged)
