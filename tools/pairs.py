"""Pairs of a wrong block and the right one: first the lines that differ, then both whole blocks, which stay runnable, in tabs.

In a page, in both languages, the mark stands before the wrong block, and the next block of code is the right one. Each may have notes
and an output. Text between the two is shown after both, since in a tab half of the readers would not see it:

    <!-- hanli:compare -->
    ```python
    --8<-- "patterns/antipatterns/step_order_wrong.py"
    ```

    ```python
    --8<-- "patterns/antipatterns/step_order_right.py"
    ```
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import pairwise

MARK = "<!-- hanli:compare -->"
CODE = re.compile(r"(\s*)```python\s*$")
OUTPUT = re.compile(r"\s*``` \{ .*\.hanli-output\b")
INCLUDE = re.compile(r'\s*--8<-- "([^"]+)"\s*$')
NOTE = re.compile(r"\s*# \(\d+\)!?\s*$")  # the number of a note is no difference
CONTEXT = 2  # lines around a difference that are shown with it
WORDS = {
    "zh": {"difference": "两段代码只有这几行不同", "wrong": "✗ 错误的写法", "right": "✓ 正确的写法"},
    "en": {"difference": "Only these lines differ", "wrong": "✗ Wrong", "right": "✓ Right"},
}


def mark_pairs(markdown: str, read: Callable[[str], str], language: str) -> str:
    """Show each marked pair as its difference and two tabs, and mark the lines in the tabs that only one block has.

    Args:
        markdown: A page, its outputs captioned by the hooks, its includes not yet expanded.
        read: The text of an included file, by its name in the page.
        language: `zh` or `en`, for the captions.

    Raises:
        ValueError: A mark is not followed by two different blocks, each with one included file.
    """
    lines = markdown.split("\n")
    marks = [number for number, line in enumerate(lines) if line.strip() == MARK]
    shown = lines[: marks[0]] if marks else lines
    for start, end in pairwise([*marks, len(lines)]):
        try:
            shown = shown + show_pair(lines[start + 1 : end], read, WORDS[language])
        except ValueError as error:
            raise ValueError(f"line {start + 1}: {error}") from None
    return "\n".join(shown)


def show_pair(lines: list[str], read: Callable[[str], str], words: dict[str, str]) -> list[str]:
    """The lines from a mark to the next, with the pair in them as readers see it."""
    codes = [(number, found[1]) for number, line in enumerate(lines) if (found := CODE.match(line))]
    codes = [number for number, indent in codes if indent == codes[0][1]][:2]  # not those that are folded
    names = [found[1] for number in codes if (found := INCLUDE.match(lines[number + 1]))]
    if len(names) < 2:
        raise ValueError(f"{MARK} needs two blocks after it, each of one included file, with the same indentation")
    texts = [read(name) for name in names]
    if not hunks(*texts):
        raise ValueError(f"{names[0]} and {names[1]} have the same code: there is nothing to compare")
    ends = [end_of_block(lines, number) for number in codes]
    indent = " " * (len(lines[codes[0]]) - len(lines[codes[0]].lstrip()))
    shown = ["", f'{indent}``` {{ .diff .no-copy .hanli-difference title="{words["difference"]}" }}']
    shown += [(indent + line).rstrip() for line in difference(*texts)] + [f"{indent}```", ""]
    for kind, code, end, marked in zip(("wrong", "right"), codes, ends, differing(*texts), strict=True):
        whole = [opening(lines[code], kind, marked), *lines[code + 1 : end]]
        shown += [f'{indent}=== "{words[kind]}"', "", *[f"    {line}".rstrip() for line in whole], ""]
    return lines[: codes[0]] + shown + lines[ends[0] : codes[1]] + lines[ends[1] :]


def end_of_block(lines: list[str], start: int) -> int:
    """The line after a block of code, its notes and its output."""
    indent = len(lines[start]) - len(lines[start].lstrip())
    end = closing(lines, start)
    for number in range(end, len(lines)):
        line = lines[number]
        if OUTPUT.match(line) and len(line) - len(line.lstrip()) == indent:
            return closing(lines, number)
        if not line.strip():
            continue
        if not re.match(rf" {{{indent}}}(\d+\. |    )", line):
            break
        end = number + 1
    return end


def closing(lines: list[str], start: int) -> int:
    """The line after the end of the fence that begins at `start`."""
    return next(number for number in range(start + 1, len(lines)) if lines[number].strip() == "```") + 1


def hunks(wrong: str, right: str) -> list[tuple[range, range]]:
    """Where two texts differ: the lines, from 0, that only the wrong text has, and those that stand there in the right one."""
    steps = SequenceMatcher(None, plain(wrong), plain(right), autojunk=False).get_opcodes()
    return [(range(a, b), range(c, d)) for kind, a, b, c, d in steps if kind != "equal"]


def plain(text: str) -> list[str]:
    """The lines of a text without the numbers of notes."""
    return [NOTE.sub("", line).rstrip() for line in text.splitlines()]


def differing(wrong: str, right: str) -> tuple[list[int], list[int]]:
    """The numbers of the lines, from 1, that only the wrong text has, and those that only the right one has."""
    changed = hunks(wrong, right)
    return (
        [number + 1 for removed, _ in changed for number in removed],
        [number + 1 for _, added in changed for number in added],
    )


def difference(wrong: str, right: str) -> list[str]:
    """The lines that differ with a few around them, as a diff without its header: signs `-` and `+`, an ellipsis between parts."""
    old, new = plain(wrong), plain(right)
    parts, shown = SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT), []
    for part in parts:
        shown += [("…", "")] if shown else []
        for kind, a, b, c, d in part:
            if kind == "equal":
                shown += [(" ", line) for line in old[a:b]]
            else:
                shown += [("-", line) for line in old[a:b]] + [("+", line) for line in new[c:d]]
    code = textwrap.dedent("\n".join(line for _, line in shown)).split("\n")  # room on narrow screens
    lines = [f"{sign} {line}".rstrip() for (sign, _), line in zip(shown, code, strict=True)]
    return "\n".join(lines).strip("\n").split("\n")  # without empty lines at both ends


def opening(fence: str, kind: str, marked: list[int]) -> str:
    """The first line of a fence with its class and marked lines."""
    indent = fence[: len(fence) - len(fence.lstrip())]
    numbers = f' hl_lines="{" ".join(map(str, marked))}"' if marked else ""
    return f"{indent}``` {{ .python .hanli-{kind}{numbers} }}"
