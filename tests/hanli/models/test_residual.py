"""The residual networks: torchvision's own numbers, shapes for many sizes, and arguments refused by name."""

from __future__ import annotations

from typing import Any

import pytest
import torch
import torchvision
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from hanli.models import ResidualBlock, ResNet, resnet18


def count_parameters(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def draw_images(*shape: int) -> Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(0))


def test_resnet18_starts_as_torchvisions_does_from_the_same_seed() -> None:
    torch.manual_seed(0)
    reference = torchvision.models.resnet18()
    torch.manual_seed(0)
    model = resnet18(1000)
    assert count_parameters(model) == count_parameters(reference) == 11_689_512
    ours, theirs = model.state_dict(), reference.state_dict()
    assert list(ours) == list(theirs)
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


@pytest.mark.parametrize("training", [True, False])
def test_a_state_dict_of_torchvision_gives_its_outputs_and_gradients(training: bool) -> None:
    torch.manual_seed(0)
    reference = torchvision.models.resnet18(num_classes=7).train(training)
    model = resnet18(7).train(training)
    model.load_state_dict(reference.state_dict())
    images = draw_images(2, 3, 64, 48)
    outputs, expected = model(images), reference(images)
    torch.testing.assert_close(outputs, expected)
    outputs.square().sum().backward()
    expected.square().sum().backward()
    torch.testing.assert_close(model.conv1.weight.grad, reference.conv1.weight.grad)
    torch.testing.assert_close(model.state_dict(), reference.state_dict())


def test_resnet34_is_torchvisions_too() -> None:
    reference = torchvision.models.resnet34(num_classes=5)
    assert list(ResNet((3, 4, 6, 3), 5).state_dict()) == list(reference.state_dict())


def test_the_variant_for_small_images_differs_in_the_stem_only() -> None:
    model, standard = resnet18(10, small_images=True), resnet18(10)
    assert count_parameters(model) == 11_173_962
    ours, theirs = model.state_dict(), standard.state_dict()
    assert [name for name in theirs if ours[name].shape != theirs[name].shape] == ["conv1.weight"]
    assert model.layer1(model.maxpool(model.conv1(draw_images(1, 3, 32, 32)))).shape == (1, 64, 32, 32)


@given(
    batch=st.integers(1, 3),
    channels=st.integers(1, 5),
    wider=st.integers(1, 5),
    stride=st.integers(1, 3),
    height=st.integers(1, 9),
    width=st.integers(1, 9),
)
@settings(deadline=None, max_examples=40)
def test_a_block_keeps_or_divides_the_size(
    batch: int, channels: int, wider: int, stride: int, height: int, width: int
) -> None:
    block = ResidualBlock(channels, wider, stride).eval()
    inputs = draw_images(batch, channels, height, width)
    output = block(inputs)
    assert output.shape == (batch, wider, -(-height // stride), -(-width // stride))
    assert (output >= 0).all()
    assert (block.downsample is None) == (stride == 1 and channels == wider)


@given(channels=st.integers(1, 4), size=st.integers(1, 40), classes=st.integers(1, 6), small=st.booleans())
@settings(deadline=None, max_examples=10)
def test_any_size_of_image_gives_one_row_of_logits_each(channels: int, size: int, classes: int, small: bool) -> None:
    model = ResNet((1, 1, 1, 1), classes, channels, small_images=small).eval()
    assert model(draw_images(2, channels, size, size)).shape == (2, classes)


@pytest.mark.parametrize("shape", [(3, 3, 1), (3, 5, 2)])
def test_zero_init_makes_each_block_pass_on_its_shortcut(shape: tuple[int, int, int]) -> None:
    block = ResidualBlock(*shape)
    nn.init.zeros_(block.bn2.weight)
    inputs = draw_images(4, 3, 8, 8)
    shortcut = inputs if block.downsample is None else block.downsample(inputs)
    torch.testing.assert_close(block(inputs), torch.relu(shortcut))


def test_zero_init_reaches_every_block_and_nothing_else() -> None:
    torch.manual_seed(0)
    reference = torchvision.models.resnet18(num_classes=10, zero_init_residual=True)
    torch.manual_seed(0)
    model = resnet18(10, zero_init=True)
    torch.testing.assert_close(model.state_dict(), reference.state_dict(), rtol=0, atol=0)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"num_classes": 0}, ValueError, "num_classes must be at least 1, got 0"),
        ({"num_classes": 2.0}, TypeError, "num_classes must be an int, got float"),
        ({"num_classes": True}, TypeError, "num_classes must be an int, got bool"),
        ({"in_channels": -1}, ValueError, "in_channels must be at least 1, got -1"),
        ({"small_images": 1}, TypeError, "small_images must be a bool, got int"),
        ({"zero_init": None}, TypeError, "zero_init must be a bool, got NoneType"),
        ({"blocks": (2, 2, 2)}, ValueError, "blocks must have 4 counts, one for each stage, got 3"),
        ({"blocks": 2}, TypeError, "blocks must be a sequence of ints, got int"),
        ({"blocks": (2, 2, 0, 2)}, ValueError, r"blocks\[2\] must be at least 1, got 0"),
    ],
)
def test_arguments_that_make_no_network_are_refused_by_name(
    arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"^{message}$"):
        ResNet(**{"blocks": (1, 1, 1, 1), "num_classes": 2, **arguments})


@pytest.mark.parametrize("name", ["in_channels", "out_channels", "stride"])
def test_a_block_refuses_counts_by_name(name: str) -> None:
    with pytest.raises(ValueError, match=f"^{name} must be at least 1, got 0$"):
        ResidualBlock(**{"in_channels": 1, "out_channels": 1, name: 0})


@pytest.mark.parametrize(
    ("images", "error", "message"),
    [
        ("cat.png", TypeError, "must be a tensor, got str"),
        (torch.rand(3, 8, 8), ValueError, r"must have the shape \(B, 3, H, W\), got \(3, 8, 8\)"),
        (torch.rand(2, 8, 8, 3), ValueError, r"must have the shape \(B, 3, H, W\), got \(2, 8, 8, 3\)"),
        (torch.rand(2, 3, 0, 8), ValueError, r"must have the shape \(B, 3, H, W\), got \(2, 3, 0, 8\)"),
        (torch.zeros(2, 3, 8, 8, dtype=torch.uint8), TypeError, "must be a tensor of floats, got torch.uint8"),
    ],
)
def test_images_of_another_kind_are_refused_with_their_shape(images: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^images {message}$"):
        resnet18(2)(images)
    with pytest.raises(error, match=f"^inputs {message}$"):
        ResidualBlock(3, 4)(images)
