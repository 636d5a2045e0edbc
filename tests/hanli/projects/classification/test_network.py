"""The network of the classification project."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hanli.projects.classification import ImageClassifier


@settings(max_examples=20, deadline=None)
@given(
    st.integers(1, 4), st.integers(1, 3), st.integers(1, 12), st.integers(1, 6), st.integers(4, 40), st.integers(4, 40)
)
def test_any_pictures_give_one_row_of_logits_each(
    count: int, channels: int, classes: int, width: int, height: int, length: int
) -> None:
    model = ImageClassifier(channels, classes, width).eval()
    assert model(torch.rand(count, channels, height, length)).shape == (count, classes)


def test_rows_do_not_depend_on_their_batch_in_evaluation_mode() -> None:
    torch.manual_seed(0)
    model, images = ImageClassifier(width=8).eval(), torch.rand(5, 1, 28, 28)
    torch.testing.assert_close(torch.cat([model(image[None]) for image in images]), model(images))


@pytest.mark.parametrize("name", ["in_channels", "num_classes", "width"])
def test_a_size_below_one_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        ImageClassifier(**{name: 0})
