"""The networks that come with hanli: as good as the page says, and refused where their file is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from hanli.projects.classification import load_data, load_ensemble
from hanli.projects.classification.command import predict
from hanli.projects.classification.trained import FILE


def test_each_member_and_their_mean_classify_clothes() -> None:
    images, labels = (part[:1000] for part in load_data("fashion").test)
    members = load_ensemble()
    assert not any(member.training for member in members)
    logits = [predict(member, (images, labels)) for member in members]
    mean = torch.stack([one.softmax(1) for one in logits]).mean(0)
    scores = [float((one.argmax(1) == labels).double().mean()) for one in (*logits, mean)]
    assert len(scores) == 4
    assert min(scores) > 0.9
    assert FILE.stat().st_size < 2_000_000


def test_a_damaged_file_is_refused_by_name(tmp_path: Path) -> None:
    damaged = tmp_path / "fashion.pt"
    damaged.write_bytes(FILE.read_bytes()[:5000])
    with pytest.raises(ValueError, match=r"fashion\.pt is damaged: install hanli again"):
        load_ensemble(damaged)
