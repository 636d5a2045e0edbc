"""Console blocks: commands and output can be told apart. What the copy button copies is tried in test_every_page.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from built import LANGUAGES

from tools.console import commands, consoles, fault
from tools.pages import Page, pages

ROOT = Path(__file__).parents[2]


def test_the_prompt_of_every_console_fence_can_be_told_from_output() -> None:
    faults = [
        fault(page, console) for language in LANGUAGES for page in pages(ROOT, language) for console in consoles(page)
    ]
    assert not list(filter(None, faults)), "\n".join(filter(None, faults))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("$ python a.py", None),
        ("$ python a.py\n12\nTrue\n$ python b.py", None),
        ("$ python a.py \\\n    --port 80\nready", None),
        ("", "page.md:3: the console fence does not begin with a command"),
        ("python a.py", "page.md:3: the console fence does not begin with a command"),
        ("12\n$ python a.py", "page.md:3: the console fence does not begin with a command"),
        ("$ python a.py\n$HOME", "page.md:5: '$HOME' may be a prompt or output"),
        ("$ python\n>>> 1 + 1", "page.md:5: '>>> 1 + 1' may be a prompt or output"),
        ("$ sudo sh\n# reboot", "page.md:5: '# reboot' may be a prompt or output"),
        ("$ ssh host\nme@host$ ls", "page.md:5: 'me@host$ ls' may be a prompt or output"),
        ("$ python a.py \\", "page.md:3: the last command of the console fence goes on"),
    ],
)
def test_a_fence_that_leaves_it_open_is_told_in_one_line(content: str, told: str | None, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"# Page {{ #page }}\n\n```console\n{content}{content and chr(10)}```\n", "utf-8")
    page = Page(tmp_path, path)
    (console,) = consoles(page)
    found = fault(page, console)
    assert found == told or (told and found and found.startswith(told)), found


def test_commands_are_the_lines_with_a_prompt_and_those_that_go_on() -> None:
    content = ["$ python a.py \\", "    --port 80", "ready", "$ python b.py", "True"]
    assert commands(content) == ["python a.py \\\n    --port 80", "python b.py"]
