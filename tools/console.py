"""Console fences: the commands that a reader types, told from what the machine answers.

A line that begins with `$ ` is a command, and goes on where it ends in a backslash; every other line is output. The copy button
(overrides/assets/console.js) goes by the same rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.pages import FENCE, Page, blocks

PROMPT = "$ "
STRANGE = re.compile(r"\$(?! )|[#%] \S|>>> |\.\.\. |PS [A-Z]:|[A-Z]:\\\S*>|\S+@\S+[#$%] ")  # prompts of other shells


@dataclass(frozen=True)
class Console:
    """A console fence: the line of its opening, and its content without the fence's own indent."""

    line: int
    content: list[str]


def consoles(page: Page) -> Iterator[Console]:
    """The console fences of a page, in order."""
    for block in blocks(page):
        fence = FENCE.match(block.lines[0].strip()) if block.kind == "fence" else None
        if fence and fence[2].strip() == "console":
            yield Console(block.line, block.lines[1:-1])


def commands(content: list[str]) -> list[str]:
    """The commands of a console fence without their prompts; one that runs over several lines stays one string."""
    found: list[str] = []
    goes_on = False
    for line in content:
        if goes_on:
            found[-1] += f"\n{line}"
        elif line.startswith(PROMPT):
            found.append(line.removeprefix(PROMPT))
        else:
            continue
        goes_on = line.endswith("\\")
    return found


def fault(page: Page, console: Console) -> str | None:
    """One line if the commands of a console fence cannot be told from its output."""
    where, remedy = page.where, f"begin each command with '{PROMPT}', and only commands"
    if not console.content or not console.content[0].startswith(PROMPT):
        return f"{where}:{console.line}: the console fence does not begin with a command: {remedy}"
    for number, line in enumerate(console.content, console.line + 1):
        if STRANGE.match(line):
            return f"{where}:{number}: '{line[:30]}' may be a prompt or output: {remedy}"
    if console.content[-1].endswith("\\"):
        return f"{where}:{console.line}: the last command of the console fence goes on and has no next line: end it"
    return None
