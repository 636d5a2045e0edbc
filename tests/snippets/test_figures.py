"""Code that only draws a figure is folded under the figure: a reader wants the picture, then the text, and the drawing perhaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.pages import IMAGE, Block, Page, blocks, pages

ROOT = Path(__file__).parents[2]
INCLUDED = re.compile(r'--8<-- "([^":]+\.py)"')
SAVED = re.compile(r"""savefig\(\s*["']([^"']+)["']""")
FOLDS = {"zh": '??? note "画图的代码"', "en": '??? note "The code that draws it"'}

# Blocks that draw and stay in the open, because what they do before the drawing is what the page teaches there.
IN_THE_OPEN = {
    "patterns/builder/search.py": "teaches the search: describe, sift, build, fit",
    "patterns/distributed/halves.py": "teaches the one call that spreads a model by DDP or FSDP2",
    "patterns/memory/timeline.py": "teaches the monitor: as a decorator, with checkpoint_blocks, and its own plot",
}


def drawing_in_the_open(page: Page, root: Path) -> Iterator[tuple[int, str]]:
    """The line and the snippet of each block that draws and is neither folded under its figure nor part of a folded solution."""
    around: list[tuple[Block, set[str]]] = []  # each block around this one, and the figures shown right before it
    before: list[set[str]] = []  # at each depth, the figures shown right before the next block
    for block in blocks(page):
        del around[block.depth :], before[block.depth + 1 :]
        before += [set()] * (block.depth + 1 - len(before))
        text = "\n".join(block.lines)
        around.append((block, before[block.depth]))
        before[block.depth] = {target for _, target in IMAGE.findall(text)} if block.kind == "paragraph" else set()
        included = INCLUDED.search(text) if block.kind == "fence" else None
        if included is None:
            continue
        folder = root if included[1].startswith("hanli/") else root / "snippets"
        saved = SAVED.findall((folder / included[1]).read_text(encoding="utf-8"))
        if saved and not is_folded(around, {f"{Path(included[1]).parent.as_posix()}/{name}" for name in saved}):
            yield block.line, included[1]


def is_folded(around: list[tuple[Block, set[str]]], figures: set[str]) -> bool:
    """Whether a solution, or a fold that comes right after one of these figures, lies around the block."""
    for block, shown in around:
        opening = block.lines[0].strip()
        if opening.startswith("??? success "):
            return True
        if opening in FOLDS.values() and any(
            target.endswith(f"figures/{name}") for target in shown for name in figures
        ):
            return True
    return False


@pytest.mark.parametrize("language", FOLDS)
def test_drawing_code_is_folded_under_its_figure(language: str) -> None:
    found = [
        (page.where, *open_block) for page in pages(ROOT, language) for open_block in drawing_in_the_open(page, ROOT)
    ]
    faults = [
        f"{where}:{line}: {snippet} draws a figure in the open: fold it right after its figure, in {FOLDS[language]}"
        for where, line, snippet in found
        if snippet not in IN_THE_OPEN
    ]
    assert not faults, "\n".join(faults)
    stale = IN_THE_OPEN.keys() - {snippet for *_, snippet in found}
    assert not stale, (
        f"{sorted(stale)} are no longer in the open: take them out of IN_THE_OPEN in {Path(__file__).name}"
    )


FENCE = '```python\n--8<-- "page/draw.py"\n```\n'
FIGURE = "![a line](figures/page/line.svg)\n"


@pytest.mark.parametrize(
    ("text", "told"),
    {
        "folded": (f'{FIGURE}\n??? note "The code that draws it"\n{FENCE}', []),
        "solution": (f'??? success "A solution"\n{FENCE}\n{FIGURE}', []),
        "open": (f"{FENCE}\n{FIGURE}", [1]),
        "before": (f'??? note "The code that draws it"\n{FENCE}\n{FIGURE}', [2]),
        "apart": (f'{FIGURE}\nWords.\n\n??? note "The code that draws it"\n{FENCE}', [6]),
        "other": (f'![a point](figures/page/point.svg)\n\n??? note "The code that draws it"\n{FENCE}', [4]),
        "title": (f'{FIGURE}\n??? note "Code"\n{FENCE}', [4]),
        "unfolded": (f'{FIGURE}\n!!! note "The code that draws it"\n{FENCE}', [4]),
    }.values(),
    ids=["folded", "solution", "open", "before", "apart", "other", "title", "unfolded"],
)
def test_a_fold_counts_only_right_after_its_own_figure(text: str, told: list[int], tmp_path: Path) -> None:
    inside = re.sub(r"(?m)^(\?\?\?|!!!)(.*\n)((?:```|--8<--).*\n)+", indented, text)
    (tmp_path / "snippets/page").mkdir(parents=True)
    (tmp_path / "snippets/page/draw.py").write_text('figure.savefig("line.svg")\n', encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(inside, encoding="utf-8")
    assert [line for line, _ in drawing_in_the_open(Page(tmp_path, page), tmp_path)] == told


def indented(fold: re.Match[str]) -> str:
    """A fold with its fence indented into it."""
    opening, *content = fold[0].splitlines()
    return "\n".join([opening, *(f"    {line}" for line in content)]) + "\n"
