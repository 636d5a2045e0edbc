"""The generators that come along: closer to the data than what is not trained, no copies, and a damaged file is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from hanli.projects.gan import (
    Generator,
    count_classes,
    extract_features,
    find_nearest,
    frechet_distance,
    generate,
    load_data,
    load_generator,
    load_strip,
)
from hanli.projects.gan.trained import FOLDER, TRAINED


@pytest.mark.parametrize("name", TRAINED)
def test_a_generator_is_closer_to_the_data_than_an_untrained_one_and_covers_most_classes(name: str) -> None:
    found = load_data(name)
    real = extract_features(found.judge, found.test[:500])
    pictures = generate(load_generator(name), 500)
    torch.manual_seed(0)
    trained, untrained = (extract_features(found.judge, one) for one in (pictures, generate(Generator(), 500)))
    assert frechet_distance(trained, real) < frechet_distance(untrained, real) / 5
    assert count_classes(found.judge, trained) > 5
    assert find_nearest(pictures[:50], found.training[:16_000])[0].min() > 0.5


@pytest.mark.parametrize("name", ["fashion", "digits", "glyphs"])
def test_the_strip_begins_before_the_training(name: str) -> None:
    strip = load_strip(name)
    assert strip.shape[1:] == (10, 28, 28)
    assert 0 <= strip.min() < strip.max() <= 1
    assert (strip[0] - 0.5).abs().max() < 0.1  # small weights give gray pictures


def test_the_last_row_of_the_strip_is_what_the_generator_makes() -> None:
    pictures = generate(load_generator("fashion"), 10)[:, 0]
    torch.testing.assert_close(load_strip("fashion")[-1], pictures, atol=0.01, rtol=0)


def test_unknown_names_and_damaged_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="name must be one of fashion, digits, got 'faces'"):
        load_generator("faces")
    with pytest.raises(ValueError, match=r"name must be one of .*, got 'faces'"):
        load_strip("faces")
    for name in ("fashion.pt", "strips.pt"):
        (tmp_path / name).write_bytes(b"PK")
    with pytest.raises(ValueError, match=r"fashion\.pt is damaged: install hanli again"):
        load_generator("fashion", tmp_path)
    with pytest.raises(ValueError, match=r"strips\.pt is damaged: install hanli again"):
        load_strip("fashion", tmp_path)


def test_the_files_are_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.glob("*.pt")) < 2_000_000


def test_shifted_copies_pass_the_check_for_copies_as_the_page_says() -> None:
    found = load_data("fashion")
    training = found.training[:16_000]
    shifted = training[:100].roll((2, 2), dims=(2, 3))
    distances = {"shifted": find_nearest(shifted, training)[0], "real": find_nearest(found.test[:100], training)[0]}
    assert distances["shifted"].mean() > distances["real"].mean()
    assert distances["shifted"].min() > 1


def test_the_tanh_saturates_on_fewer_pixels_than_the_background_has() -> None:
    generated = (generate(load_generator("fashion"), 500) == 0).double().mean()
    real = (load_data("fashion").test[:500] == 0).double().mean()
    assert 0 < generated < real / 2
