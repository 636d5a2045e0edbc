"""The two networks fit each other at every size, and the losses are what the paper says."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from hanli.projects.gan import Discriminator, Generator, discriminator_loss, generator_loss


@pytest.mark.parametrize(("channels", "side"), [(1, 28), (3, 32), (1, 8)])
def test_the_networks_fit_each_other(channels: int, side: int) -> None:
    generator, discriminator = Generator(5, 4, channels, side), Discriminator(4, channels, side)
    pictures = generator(torch.randn(3, 5))
    assert pictures.shape == (3, channels, side, side)
    assert pictures.abs().max() <= 1
    assert discriminator(pictures).shape == (3,)


def test_the_weights_are_drawn_as_in_the_paper() -> None:
    torch.manual_seed(0)
    weights = [layer.weight for layer in Discriminator().layers if isinstance(layer, torch.nn.Conv2d)]
    assert all(weight.std().item() == pytest.approx(0.02, rel=0.1) for weight in weights)


@pytest.mark.parametrize("wrong", [{"latent": 0}, {"width": 0}, {"channels": 0}, {"side": 0}, {"side": 30}])
def test_wrong_sizes_are_named(wrong: dict[str, int]) -> None:
    name, value = next(iter(wrong.items()))
    with pytest.raises(ValueError, match=f"{name} must be .* got {value}"):
        Generator(**wrong)
    if name != "latent":
        with pytest.raises(ValueError, match=f"{name} must be .* got {value}"):
            Discriminator(**wrong)


@given(st.floats(-30, 30), st.floats(-30, 30))
def test_the_losses_are_those_of_the_paper(real: float, generated: float) -> None:
    logits = torch.tensor([[real], [generated]], dtype=torch.float64)
    probabilities = logits.sigmoid()
    by_hand = -probabilities[0].log() - torch.log1p(-probabilities[1])
    assert discriminator_loss(*logits).item() == pytest.approx(by_hand.item(), rel=1e-3, abs=1e-9)
    assert generator_loss(logits[1]).item() == pytest.approx(-probabilities[1].log().item(), rel=1e-3, abs=1e-9)


def test_undecided_logits_give_two_log_two_and_labels_are_checked() -> None:
    zeros = torch.zeros(4)
    assert discriminator_loss(zeros, zeros).item() == pytest.approx(2 * math.log(2))
    assert generator_loss(zeros).item() == pytest.approx(math.log(2))
    for name in ("real_label", "generated_label"):
        with pytest.raises(ValueError, match=f"{name} must be from 0 to 1, got 1.1"):
            discriminator_loss(zeros, zeros, **{name: 1.1})


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 1), st.floats(0.01, 1))
def test_the_best_discriminator_is_the_mean_of_the_labels(label: float, other: float, real: float, made: float) -> None:
    best = torch.tensor([(label * real + other * made) / (real + made)], dtype=torch.float64)
    logits = best.logit(eps=1e-9).requires_grad_()
    on_real = discriminator_loss(logits, torch.full_like(logits, -1e3), real_label=label)
    on_made = discriminator_loss(torch.full_like(logits, 1e3), logits, generated_label=other)
    (real * on_real + made * on_made).sum().backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert logits.grad.abs().max() < 1e-6


def test_one_batch_for_both_updates_needs_detach() -> None:
    """The page says so of its own step: the first backward has freed the graph that the second one needs."""
    generator, discriminator = Generator(5, 4), Discriminator(4)
    generated = generator(torch.randn(3, 5))
    discriminator_loss(discriminator(torch.zeros(3, 1, 28, 28)), discriminator(generated)).backward()
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        generator_loss(discriminator(generated)).backward()
