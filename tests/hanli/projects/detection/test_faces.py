"""The cascade: the fetched weights fit, faces are found and nothing else, and boxes are moved and squared as they should."""

from __future__ import annotations

import pytest
import torch
from torchvision.ops import box_iou

from hanli import data, fetch
from hanli.projects.detection import MTCNN, load_mtcnn, read_photo
from hanli.projects.detection.faces import make_square, move


@pytest.fixture(scope="module")
def model() -> MTCNN:
    return load_mtcnn()


# As the package facenet-pytorch itself finds them; it rounds and resizes a little differently.
@pytest.mark.parametrize(
    ("name", "face"), [("astronaut.png", (181.1, 62.2, 267.7, 172.1)), ("camera.png", (199.2, 118.9, 254.3, 192.3))]
)
def test_the_face_is_found_where_the_package_itself_finds_it(model: MTCNN, name: str, face: tuple[float, ...]) -> None:
    stages = model(read_photo(name).float() / 255)
    counts = [len(boxes) for boxes, _ in stages]
    assert counts == sorted(counts, reverse=True) and counts[-1] == 1
    boxes, scores = stages[-1]
    assert box_iou(boxes, torch.tensor([face])).item() > 0.8
    assert scores.item() > 0.99


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png", "rocket.jpg"])
def test_what_is_no_human_face_is_not_found(model: MTCNN, name: str) -> None:
    boxes, scores = model(read_photo(name).float() / 255)[-1]
    assert boxes.shape == (0, 4) and scores.shape == (0,)


def test_a_larger_copy_gives_the_same_face(model: MTCNN) -> None:
    photo = read_photo("astronaut.png").float() / 255
    large = torch.nn.functional.interpolate(photo[None], scale_factor=1.5, mode="bilinear")[0]
    (box, _), (larger, _) = model(photo)[-1], model(large)[-1]
    assert box_iou(larger / 1.5, box).max() > 0.8


def test_pictures_without_room_for_a_face_have_none(model: MTCNN) -> None:
    for image in (torch.rand(3, 8, 30), torch.zeros(3, 64, 64)):
        assert [len(boxes) for boxes, _ in model(image)] == [0, 0, 0]


def test_boxes_are_moved_by_shares_of_their_size_and_made_square_around_their_center() -> None:
    boxes = torch.tensor([[10.0, 20, 30, 60]])
    assert move(boxes, torch.tensor([[0.1, -0.1, 0.2, 0.0]])).tolist() == [[12, 16, 34, 60]]
    assert make_square(boxes).tolist() == [[0, 20, 40, 60]]


def test_what_was_not_fetched_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("HANLI_DATA", str(tmp_path))
    with pytest.raises(fetch.MissingData, match=r"python -m hanli\.fetch mtcnn"):
        data.face_networks()
