"""Pairs of a wrong block and the right one: both stay blocks of their own, and the lines that differ are marked.

In a page, in both languages, the mark stands before the wrong block, and the next block of code is the right one:

    <!-- hanli:compare -->
    ```python
    --8<-- "patterns/antipatterns/step_order_wrong.py"
    ```
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

MARK = "<!-- hanli:compare -->"
FENCE = re.compile(r"(\s*)```python\s*$")
INCLUDE = re.compile(r'\s*--8<-- "([^"]+)"\s*$')
NOTE = re.compile(r"\s*# \(\d+\)!?\s*$")  # the number of a note is no difference
CAPTIONS = {
    "zh": {"wrong": "错误的写法", "right": "正确的写法", "lacking": "错误的写法 · 缺少下面标出的行"},
    "en": {"wrong": "Wrong", "right": "Right", "lacking": "Wrong · the lines marked below are missing"},
}


def mark_pairs(markdown: str, read: Callable[[str], str], language: str) -> str:
    """Give both blocks of each marked pair a caption, and mark the lines that only one of them has.

    Args:
        markdown: A page, its includes not yet expanded.
        read: The text of an included file, by its name in the page.
        language: `zh` or `en`, for the captions.

    Raises:
        ValueError: A mark is not followed by two different blocks, each with one included file.
    """
    lines = markdown.split("\n")
    for start in [number for number, line in enumerate(lines) if line.strip() == MARK]:
        fences = [number for number in range(start, len(lines)) if FENCE.match(lines[number])][:2]
        names = [found[1] for number in fences if (found := INCLUDE.match(lines[number + 1]))]
        if len(names) < 2:
            raise ValueError(f"line {start + 1}: {MARK} needs two blocks after it, each of one included file")
        wrong, right = differing(*(read(name) for name in names))
        if not wrong and not right:
            raise ValueError(
                f"line {start + 1}: {names[0]} and {names[1]} have the same code: there is nothing to compare"
            )
        captions = CAPTIONS[language]
        lines[fences[0]] = opening(lines[fences[0]], "wrong", wrong, captions["wrong" if wrong else "lacking"])
        lines[fences[1]] = opening(lines[fences[1]], "right", right, captions["right"])
        lines[start] = ""
    return "\n".join(lines)


def hunks(wrong: str, right: str) -> list[tuple[range, range]]:
    """Where two texts differ: the lines, from 0, that only the wrong text has, and those that stand there in the right one."""
    texts = [[NOTE.sub("", line).rstrip() for line in text.splitlines()] for text in (wrong, right)]
    steps = SequenceMatcher(None, *texts, autojunk=False).get_opcodes()
    return [(range(a, b), range(c, d)) for kind, a, b, c, d in steps if kind != "equal"]


def differing(wrong: str, right: str) -> tuple[list[int], list[int]]:
    """The numbers of the lines, from 1, that only the wrong text has, and those that only the right one has."""
    changed = hunks(wrong, right)
    return (
        [number + 1 for removed, _ in changed for number in removed],
        [number + 1 for _, added in changed for number in added],
    )


def opening(fence: str, kind: str, marked: list[int], caption: str) -> str:
    """The first line of a fence with its class, caption and marked lines."""
    indent = fence[: len(fence) - len(fence.lstrip())]
    numbers = f' hl_lines="{" ".join(map(str, marked))}"' if marked else ""
    return f'{indent}``` {{ .python .hanli-{kind}{numbers} title="{caption}" }}'
