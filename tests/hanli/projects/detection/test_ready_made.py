"""torchvision's detector: lists and labels are converted there and back, and it learns."""

from __future__ import annotations

import torch

from hanli.projects.detection import (
    Scenes,
    as_lists,
    average_precision,
    build_fcos,
    detect_ready_made,
    fit_ready_made,
    load_scenes,
)


def test_a_batch_becomes_lists_with_labels_from_one() -> None:
    target = {"boxes": torch.rand(2, 3, 4), "labels": torch.tensor([[4, -1, -1], [0, 9, -1]])}
    images, targets = as_lists(torch.rand(2, 3, 8, 8), target)
    assert [one.shape for one in images] == [(3, 8, 8)] * 2
    assert [one["labels"].tolist() for one in targets] == [[5], [1, 10]]
    assert torch.equal(targets[1]["boxes"], target["boxes"][1, :2])


def test_it_learns_a_few_scenes() -> None:
    scenes = load_scenes("training", 12)
    scenes = Scenes(scenes.images, scenes.boxes, scenes.labels.clamp(max=0))
    torch.manual_seed(0)
    model = fit_ready_made(build_fcos(1, width=8), scenes, epochs=20, lr=0.005, batch_size=4)
    targets = [scenes[index][1] for index in range(len(scenes))]
    found = detect_ready_made(model, scenes)
    assert {label for one in found for label in one["labels"].tolist()} == {0}
    assert average_precision(found, targets, 1).ap50 > 0.5
