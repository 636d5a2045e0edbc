"""Faults planted into other programs than the labelled cases: the blocks of the site and the projects.

Each way of planting changes one place of one file, as a slip of the hand would: a line left out, two lines swapped, brackets
forgotten. What comes out is checked at default settings, and the fault counts as found if a finding of one of the named
rules is there that was not there before. Not every planted fault changes what a program does (a model without dropout is the
same in both modes), and the linter cannot know that either.
"""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Iterator
from pathlib import Path

from hanli.lint import LintError, check

ROOT = Path(__file__).parents[1]
LIMIT = 30
"""So many places of each kind are drawn, with a fixed seed."""

# What is planted, how (a pattern, and what stands there afterwards), and the rules that may find it.
PLANTED = [
    ("clearing the gradients left out", r"^( *)\w*optimizer\w*\.zero_grad\(\)\n", "", ("missing-zero-grad",)),
    ("backward() left out", r"^( *)\w*loss\w*\.backward\(\)\n", "", ("missing-step",)),
    ("optimizer.step() left out", r"^( *)\w*optimizer\w*\.step\(\)\n", "", ("missing-step",)),
    ("backward() and step() swapped", r"^( *)(\w*loss\w*\.backward\(\)\n) *(optimizer\.step\(\)\n)", r"\1\3\1\2", ("step-order",)),
    ("parentheses of backward() forgotten", r"(\w*loss\w*\.backward)\(\)$", r"\1", ("no-effect", "missing-step")),
    ("parentheses of eval() forgotten", r"^( *\w*model\w*\.eval)\(\)$", r"\1", ("no-effect", "missing-eval")),
    ("eval() left out", r"^( *)\w*model\w*\.eval\(\)\n", "", ("missing-eval",)),
    ("train() left out", r"^( *)\w*model\w*\.train\(\)\n", "", ("missing-train",)),
    ("no_grad() left out", r"^( *)with torch\.(no_grad|inference_mode)\(\):$", r"\1if True:", ("missing-no-grad", "in-place-leaf")),
    ("softmax before the loss", r"(cross_entropy\()(\w+), ", r"\1\2.softmax(1), ", ("softmax-before-cross-entropy",)),
    ("super().__init__() left out", r"^( *)super\(\)\.__init__\(\)\n", "", ("missing-super-init",)),
    ("a plain list of layers", r"nn\.ModuleList\((\[.*\]|\w+)\)$", r"\1", ("module-list",)),
    ("a loss added up with its graph", r"(\+= \w*loss\w*)\.(item|detach)\(\)", r"\1", ("keep-graph",)),
    ("a loss collected with its graph", r"(\.append\(\w*loss\w*)\.(item|detach)\(\)\)", r"\1)", ("keep-graph",)),
    ("forward misspelled", r"def forward\(", "def foward(", ("no-effect",)),
    ("the result of to() thrown away", r"^( *)\w+ = (\w+\.to\(\w*device\))$", r"\1\2", ("no-effect",)),
    ("a state kept without a copy", r"(best\w* = )copy\.deepcopy\((\w+\.state_dict\(\))\)", r"\1\2", ("state-alias",)),
]  # fmt: skip


def list_files() -> list[Path]:
    """The programs that faults are planted into: those that the linter finds nothing in."""
    files = [one for folder in ("snippets", "hanli") for one in sorted((ROOT / folder).rglob("*.py"))]
    return [one for one in files if "antipatterns" not in one.parts and "lint" not in one.parts]


def plant(pattern: str, instead: str, files: list[Path]) -> Iterator[tuple[str, str]]:
    """The text of a file before and after one fault of a kind was planted, for a sample of all places."""
    places = [
        (text, match)
        for file in files
        if "torch" in (text := file.read_text(encoding="utf-8"))
        for match in re.finditer(pattern, text, re.MULTILINE)
    ]
    for text, match in random.Random(1640).sample(places, min(len(places), LIMIT)):
        changed = text[: match.start()] + match.expand(instead) + text[match.end() :]
        try:
            ast.parse(changed)
        except SyntaxError:
            continue  # the line was all that its block had
        yield text, changed


def count() -> list[tuple[str, int, int]]:
    """For each kind, how many faults were planted and how many of them found."""
    files, counted = list_files(), []
    for name, pattern, instead, rules in PLANTED:
        planted = found = 0
        for before, after in plant(pattern, instead, files):
            try:
                new = [one.rule for one in check(after) if one.rule in rules]
                old = [one.rule for one in check(before) if one.rule in rules]
            except LintError:
                continue
            planted += 1
            found += len(new) > len(old)
        counted.append((name, planted, found))
    return counted
