"""The U-Net: every pixel gets its logits, and a size that does not fit is refused."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hanli.projects.segmentation import UNet


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 3), st.integers(1, 4), st.integers(1, 5), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
def test_every_pixel_has_a_row_of_logits(
    channels: int, classes: int, width: int, depth: int, rows: int, columns: int
) -> None:
    model = UNet(channels, classes, width, depth).eval()
    height, length = rows * model.multiple, columns * model.multiple
    assert model(torch.rand(2, channels, height, length)).shape == (2, classes, height, length)


def test_a_size_that_cannot_be_halved_is_refused() -> None:
    with pytest.raises(ValueError, match="height and width must be multiples of 8, got 16×20"):
        UNet(width=2)(torch.rand(1, 1, 16, 20))


def test_the_skip_connections_are_used() -> None:
    torch.manual_seed(0)
    model, images = UNet(width=4).eval(), torch.rand(1, 1, 16, 16)
    before = model(images)
    with torch.no_grad():
        for merge, up in zip(model.merge, model.up, strict=True):
            merge[0].weight[:, : up.out_channels] = 0  # the channels that came across
    assert not torch.allclose(before, model(images))


@pytest.mark.parametrize("name", ["in_channels", "num_classes", "width", "depth"])
def test_a_size_below_one_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
        UNet(**{name: 0})
