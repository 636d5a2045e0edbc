"""The captions of asserted outputs: with which grade a block's output is checked, above the output that the page shows."""

from __future__ import annotations

import re

CAPTIONS = {
    "zh": {
        "exact": "输出 · 逐字核对",
        "digits": "输出 · 数字核对到末位",
        "bound": "输出 · 核对结论",
        "raises": "报错 · 逐字核对",
    },
    "en": {
        "exact": "Output · checked to the letter",
        "digits": "Output · checked to the last digit",
        "bound": "Output · checked statement",
        "raises": "Error · checked to the letter",
    },
}
GRADES = (
    "raises",
    "digits",
    "bound",
)  # the marks that set a grade, the first of a block's counts; without one it is exact
MARK = re.compile(r"\s*<!--pytest\.mark\.(\w+).*-->\s*")
FENCE = re.compile(r"(\s*)```(\w+)\s*$")
EXPECTED = "<!--pytest-codeblocks:expected-output-->"


def caption_outputs(markdown: str, language: str) -> str:
    """Caption each asserted output with its grade, and take the comments that only the tests need out of a page.

    Args:
        markdown: The text of a page, with its includes as they are written.
        language: `zh` or `en`.

    Returns:
        The text in which the fence of each asserted output has the caption as its title, and classes for the style sheet.
    """
    marks: list[str] = []
    lines: list[str] = []
    grade, is_output = "exact", False
    for line in markdown.split("\n"):
        if mark := MARK.fullmatch(line):
            marks.append(mark[1])
        elif EXPECTED in line:
            is_output = True
        elif (fence := FENCE.match(line)) and is_output:
            lines.append(captioned_fence(fence[1], fence[2], grade, language))
            is_output = False
        else:
            if fence:
                grade, marks = next((mark for mark in GRADES if mark in marks), "exact"), []
            lines.append(line)
    return "\n".join(lines)


def captioned_fence(indent: str, info: str, grade: str, language: str) -> str:
    """The opening line of an output's fence: no copy button, since readers copy code and not what it prints."""
    return f'{indent}``` {{ .{info} .no-copy .hanli-output .hanli-{grade} title="{CAPTIONS[language][grade]}" }}'
