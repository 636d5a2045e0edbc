"""A wrong digit in any printed output is caught.

Each block's item falsifies every number that it printed and compares again (`tools.falsify`); here the comparison itself is tried,
and ten outputs, drawn anew each time, are falsified on the page and go through the whole runner.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools import falsify
from tools.blocks import Block, blocks_of
from tools.compare import NUMBER

ROOT = Path(__file__).parents[2]
DRAWN = 10


@pytest.mark.parametrize("grade", ["exact", "digits", "bound"])
def test_each_number_of_an_output_is_falsified_and_noticed(grade):
    text = "epoch 12: tensor([0.5000, -1.25e-07, 3.])\nshape (2, 30), loss .5: True\n"
    copies = list(falsify.falsified(text, grade, random.Random(1640)))
    assert len(set(copies)) == len(NUMBER.findall(text)) == 7
    assert text not in copies
    assert falsify.unnoticed(text, grade) is None


def test_under_digits_a_float_is_off_by_two_units_and_an_integer_by_a_digit():
    assert list(falsify.falsified("0.50 at 7", "digits", random.Random(0))) == ["0.52 at 7", "0.50 at 4"]


def test_a_comparison_that_takes_anything_is_itself_a_fault(monkeypatch):
    monkeypatch.setattr(falsify, "same", lambda expected, got, grade: True)
    assert falsify.unnoticed("loss 1\n", "exact") != "loss 1\n"


def test_a_runner_that_compares_nothing_fails_every_block_with_numbers(run_course):
    files = {
        "tools/__init__.py": "",
        "docs/zh/page.md": "```python\nprint(1)\n```\n\n<!--pytest-codeblocks:expected-output-->\n```text\n1\n```\n",
    }
    for tool in (ROOT / "tools").glob("*.py"):
        files[f"tools/{tool.name}"] = tool.read_text(encoding="utf-8")
    files["tools/compare.py"] += "\n\ndef same(expected, got, grade):\n    return True\n"
    run, _ = run_course(files)
    assert "would pass with a wrong digit too: mend tools/compare.py" in run.message("docs/zh/page.md")


def with_numbers() -> dict[Path, Block]:
    """The blocks whose outputs hold a number, by the file of the output."""
    found = [block for page in sorted((ROOT / "docs/zh").rglob("*.md")) for block in blocks_of(page, ROOT)]
    return {block.out: block for block in found if block.out and NUMBER.search(block.expected)}


def test_outputs_falsified_on_the_page_are_caught_by_the_whole_runner(tmp_path):
    seed = random.randrange(2**32)
    generator, outputs = random.Random(seed), with_numbers()
    chosen = [outputs[out] for out in generator.sample(sorted(outputs), DRAWN)]
    for folder in ("benchmarks", "snippets", "tools", "hanli"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for block in chosen:
        page, out = (tmp_path / path.relative_to(ROOT) for path in (block.page, block.out))
        page.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(block.page, page)
        copies = list(falsify.falsified(out.read_text(encoding="utf-8"), block.grade, generator))
        out.write_text(generator.choice(copies), encoding="utf-8")
    tests = [f"{block.page.relative_to(ROOT).as_posix()}::{block.name}[host]" for block in chosen]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    caught = set(re.findall(r"the block (snippets/\S+) printed something else", done.stdout))
    assert caught == {block.source.relative_to(ROOT).as_posix() for block in chosen}, (
        f"drawn with random.Random({seed}):\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
    )
