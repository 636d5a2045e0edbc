"""Console blocks: commands and output can be told apart, and the copy button copies the commands only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from built import LANGUAGES

from tools import wheel
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


@pytest.mark.parametrize(("language", "prefix"), LANGUAGES.items())
def test_every_console_block_copies_its_commands(
    home: str, tab: Callable[..., Any], language: str, prefix: str
) -> None:
    page = tab(permissions=["clipboard-read", "clipboard-write"])
    page.set_default_timeout(60_000)  # some pages are long, and the machine may be busy
    served = f"{wheel.FOLDER}/{wheel.name(ROOT)}"
    seen, faults = 0, []
    for source in pages(ROOT, language):
        wanted = ["\n".join(commands(console.content)) for console in consoles(source)]
        if not wanted:
            continue
        name = source.path.relative_to(ROOT / "docs" / language).with_suffix("").as_posix()
        page.goto(home + prefix + (name.removesuffix("index") if name.endswith("index") else f"{name}/"))
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        buttons = page.locator(".language-console button[data-clipboard-target]")
        buttons.first.wait_for(state="attached")
        assert buttons.count() == len(wanted), name
        for number, text in enumerate(wanted):
            buttons.nth(number).click(force=True)
            copied = page.evaluate("navigator.clipboard.readText()")
            if copied != text.replace(served, home + served):
                faults.append(f"{source.where}: console block {number + 1} copies {copied!r}, not {text!r}")
            seen += 1
    assert seen
    assert not faults, "\n".join(faults)
