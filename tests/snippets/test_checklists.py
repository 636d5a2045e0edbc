"""Each item of the checklists names a tool that exists, in both languages alike."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hanli.lint import RULES

ROOT = Path(__file__).parents[2]


def items(language: str) -> list[str]:
    """What the last column of the three tables names."""
    text = (ROOT / "docs" / language / "patterns/checklists.md").read_text(encoding="utf-8")
    return re.findall(r"^\| .+ \| `([^`]+)` \|$", text, re.M)


def test_both_languages_name_the_same_tools_and_nothing_twice():
    assert items("zh") == items("en")
    assert len(items("zh")) == len(set(items("zh"))) >= 30


def test_every_item_names_a_tool_that_exists():
    for tool, _, rule in (item.partition(" ") for item in items("zh")):
        if tool == "hanli.lint":
            assert rule in RULES
        elif tool.startswith("hanli."):
            module, _, name = tool.rpartition(".")
            assert callable(getattr(importlib.import_module(module), name))
        else:
            assert tool in {"ruff", "mypy", "pytest"}, f"{tool}: no tool of ours"


def test_every_rule_of_the_linter_is_an_item():
    assert {item.removeprefix("hanli.lint ") for item in items("zh") if item.startswith("hanli.lint ")} == set(RULES)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_a_stage_that_has_a_checklist_is_named_with_its_stage(language: str) -> None:
    roadmap = ROOT / "docs" / language / "roadmap"
    text = (roadmap / "beyond/checklists.md").read_text("utf-8")
    pages = [page for page in roadmap.glob("stage*/*.md") if re.search(r"^\s*- \[ \] ", page.read_text("utf-8"), re.M)]
    assert len(pages) > 50
    named = re.findall(r"\(\.\./(stage\d/\w+\.md)\)", text)
    having = [page.relative_to(roadmap).as_posix() for page in pages]
    differing = sorted(set(named) ^ set(having))
    assert sorted(named) == sorted(having), f"link each once in the cards of beyond/checklists.md: {differing}"


@pytest.mark.parametrize("item", items("zh"))
def test_every_item_is_seen_at_work(item):
    """A rule stands in the output of a block of the page or of the linter's, a tool or a function in the code of one."""
    tool, _, rule = item.partition(" ")
    kind, name = ("out", rule) if tool in {"hanli.lint", "ruff"} else ("py", tool.rpartition(".")[2])
    folders = [ROOT / "snippets" / page for page in ("patterns/checklists", "reference/lint")]
    shown = [path.read_text("utf-8") for folder in folders for path in folder.glob(f"*.{kind}")]
    assert any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) for text in shown), (
        f"{item} is on the list and no block of the page shows it: add it to one, or take the item away"
    )


@pytest.mark.parametrize("code", [item.split()[1] for item in items("zh") if item.startswith("ruff ")])
def test_ruff_knows_the_code(code):
    done = subprocess.run([sys.executable, "-m", "ruff", "rule", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"({code})" in done.stdout
