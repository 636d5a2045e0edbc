"""The tables of layers say what the layers do: every row is run with random sizes, in both languages."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

ROOT = Path(__file__).parents[2]
PAGES = {language: ROOT / f"docs/{language}/roadmap/stage3/layers.md" for language in ("zh", "en")}
LETTERS = "BTSLCDEIOVHW"
EXPECTED = {
    *("Linear", "ReLU", "Softmax", "Dropout", "Flatten", "Embedding"),
    *("Conv1d", "Conv2d", "ConvTranspose2d", "MaxPool2d", "AvgPool2d", "AdaptiveAvgPool2d", "Upsample"),
    *("BatchNorm1d", "BatchNorm2d", "InstanceNorm2d", "GroupNorm", "LayerNorm", "RMSNorm"),
    *("RNN", "GRU", "LSTM", "MultiheadAttention"),
    *("TransformerEncoderLayer", "TransformerEncoder", "TransformerDecoderLayer"),
}


def rows(language: str) -> list[tuple[str, str, str]]:
    """Layer, input and output shapes of each row: the first and the last two cells where the first is a layer."""
    lines = PAGES[language].read_text(encoding="utf-8").splitlines()
    cells = [
        [cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in lines if line[:5] == "| `nn"
    ]
    return [(row[0], row[-2], row[-1]) for row in cells if len(row) == 4]


@st.composite
def sizes(draw: st.DrawFn) -> dict[str, int]:
    """A size for each letter. All differ, so that no letter can stand for another; heads and groups divide C and E."""
    halves = draw(st.lists(st.integers(1, 20), min_size=len(LETTERS), max_size=len(LETTERS), unique=True))
    drawn = zip(LETTERS, halves, strict=True)
    return {letter: 2 * half + (letter not in "CE" and draw(st.booleans())) for letter, half in drawn}


def shape_of(value: torch.Tensor | tuple[object, ...]) -> tuple[object, ...]:
    return tuple(value.shape) if isinstance(value, torch.Tensor) else tuple(map(shape_of, value))  # type: ignore[arg-type]


def inputs_for(layer: nn.Module, shapes: tuple[object, ...]) -> list[torch.Tensor]:
    """One tensor for each input: numbers of words for an embedding, random values for the others."""
    several = shapes if isinstance(shapes[0], tuple) else (shapes,)
    if isinstance(layer, nn.Embedding):
        return [torch.randint(layer.num_embeddings, shape) for shape in several]
    return [torch.randn(shape) for shape in several]


def check(row: tuple[str, str, str], named: dict[str, int]) -> None:
    """Run the layer of one row, in both modes, and compare the shapes of its outputs with the cell."""
    code, before, after = row
    scope = {"nn": nn, **named}
    layer = eval(code, scope)
    given_shapes, expected = eval(before, scope), eval(after, scope)
    for mode in (True, False):
        with torch.no_grad():
            found = shape_of(layer.train(mode)(*inputs_for(layer, given_shapes)))
        assert found == expected, (
            f"{code} with {named}: {before} gives {found}, and the table says {after} = {expected}"
        )


@pytest.mark.parametrize("language", PAGES)
def test_tables_have_the_layers(language):
    found = {re.match(r"nn\.(\w+)", code)[1] for code, _, _ in rows(language)}
    assert found >= EXPECTED, f"no row for {sorted(EXPECTED - found)}"


def test_both_languages_have_the_same_rows():
    assert rows("zh") == rows("en")


@pytest.mark.parametrize("language", PAGES)
def test_every_layer_that_can_have_the_batch_first_has_it(language):
    for code, _, _ in rows(language):
        inner = re.findall(r"nn\.(\w+)\(", code)[-1]
        if "batch_first" in inspect.signature(getattr(nn, inner)).parameters or inner in ("RNN", "GRU", "LSTM"):
            assert "batch_first=True" in code, f"{code}: its first dimension would be the sequence"


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("number", range(len(rows("zh"))), ids=lambda number: rows("zh")[number][0])
@settings(max_examples=8, deadline=None)
@given(named=sizes())
def test_every_row_has_the_shapes_that_its_layer_gives(number, named):
    torch.manual_seed(sum(named.values()))
    for row in {rows("zh")[number], rows("en")[number]}:
        check(row, named)


@pytest.mark.parametrize(
    "wrong",
    [
        ("nn.Linear(I, O)", "(B, T, I)", "(B, T, I)"),
        ("nn.MaxPool2d(2)", "(B, C, H, W)", "(B, C, W // 2, H // 2)"),
        ("nn.GRU(I, D, batch_first=True)", "(B, T, I)", "(B, T, D), (B, 1, D)"),
        ("nn.GRU(I, D)", "(B, T, I)", "(B, T, D), (1, B, D)"),
    ],
)
def test_a_wrong_cell_is_found(wrong):
    with pytest.raises(AssertionError, match="the table says"):
        check(wrong, {letter: 2 * (place + 1) for place, letter in enumerate(LETTERS)})
