"""Wrong and right: first what differs, then both blocks in tabs, which stay runnable."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from built import LANGUAGES
from clipboard import press_and_read

from tools.pairs import difference, differing, hunks, mark_pairs

ROOT = Path(__file__).parents[2]
PAGE = "patterns/antipatterns/training/"
PAIR = """<!-- hanli:compare -->
<!--pytest.mark.raises-->
```python
--8<-- "a/wrong.py"
```

1.  A note,
    of two lines.

``` { .text .no-copy .hanli-output .hanli-raises title="Error" }
--8<-- "a/wrong.out"
```

Text between the two.

??? note "folded"
    ```python
    --8<-- "a/other.py"
    ```

```python
--8<-- "a/right.py"
```

Text after them.

```python
--8<-- "a/other.py"
```
"""
FILES = {
    "a/wrong.py": "x = 1\ny = x\nprint(y)  # (1)!\n",
    "a/right.py": "x = 1\ny = x + 1\nz = y\nprint(y)\n",
    "a/other.py": "other = 1\n",
}
SHOWN = """
``` { .diff .no-copy .hanli-difference title="Only these lines differ" }
  x = 1
- y = x
+ y = x + 1
+ z = y
  print(y)
```

=== "✗ Wrong"

    ``` { .python .hanli-wrong hl_lines="2" }
    --8<-- "a/wrong.py"
    ```

    1.  A note,
        of two lines.

    ``` { .text .no-copy .hanli-output .hanli-raises title="Error" }
    --8<-- "a/wrong.out"
    ```

=== "✓ Right"

    ``` { .python .hanli-right hl_lines="2 3" }
    --8<-- "a/right.py"
    ```


Text between the two.

??? note "folded"
    ```python
    --8<-- "a/other.py"
    ```


Text after them.

```python
--8<-- "a/other.py"
```
"""


def test_a_pair_is_its_difference_and_two_tabs_and_text_between_follows_them() -> None:
    assert mark_pairs(PAIR.replace("<!--pytest.mark.raises-->\n", ""), FILES.__getitem__, "en") == SHOWN
    assert mark_pairs("no pair\n", FILES.__getitem__, "en") == "no pair\n"


def test_a_pair_inside_a_fold_stays_there_and_two_pairs_do_not_mix() -> None:
    inside = "!!! note\n" + textwrap.indent(PAIR.split("1.")[0] + '```python\n--8<-- "a/right.py"\n```\n', "    ")
    lines = mark_pairs(inside, FILES.__getitem__, "zh").split("\n")
    assert '    === "✗ 错误的写法"' in lines
    assert '        ``` { .python .hanli-right hl_lines="2 3" }' in lines
    twice = mark_pairs("before\n" + PAIR + PAIR, FILES.__getitem__, "en")
    assert twice.startswith("before\n")
    assert twice.count('=== "✗ Wrong"') == twice.count('=== "✓ Right"') == 2


def test_a_difference_shows_two_lines_around_each_part_without_the_indentation_that_all_share() -> None:
    body = "".join(f"        line{number}()\n" for number in range(12))
    wrong = "def all():\n    if True:\n" + body
    right = wrong.replace("        line2()\n", "").replace("line9()", "line9(1)  # (1)!")
    assert difference(wrong, right) == [
        "  line0()",
        "  line1()",
        "- line2()",
        "  line3()",
        "  line4()",
        "…",
        "  line7()",
        "  line8()",
        "- line9()",
        "+ line9(1)",
        "  line10()",
        "  line11()",
    ]
    assert differing(wrong, right) == ([5, 12], [11])
    assert hunks("a\n\n", "a  # (2)!\n\n") == [], "the number of a note is no difference"


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ('text\n<!-- hanli:compare -->\n```python\n--8<-- "a/wrong.py"\n```\n', "line 2: .* needs two blocks"),
        ('<!-- hanli:compare -->\n```python\n--8<-- "a/wrong.py"\n```\n' + PAIR, "line 1: .* needs two blocks"),
        (PAIR + "<!-- hanli:compare -->\nonly text\n", "line 30: .* needs two blocks"),
        ('<!-- hanli:compare -->\n```python\nx = 1\n```\n```python\n--8<-- "a/right.py"\n```\n', "line 1: .* included"),
        ("<!-- hanli:compare -->\n" + '```python\n--8<-- "a/right.py"\n```\n' * 2, "line 1: .* nothing to compare"),
    ],
)
def test_what_is_no_pair_is_refused(page: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        mark_pairs(page, FILES.__getitem__, "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_pair_of_the_anti_patterns_is_compared(language: str) -> None:
    for page in (ROOT / "docs" / language / "patterns/antipatterns").glob("*.md"):
        text = page.read_text("utf-8")
        assert text.count("_wrong.py") == text.count("<!-- hanli:compare -->"), page


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_a_pair_in_the_browser(home: str, tab: Callable[..., Any], prefix: str) -> None:
    """Signs beside the colours, tabs by keyboard, code that is copied as it stands in its file, nothing for axe, paper."""
    page = tab(
        color_scheme="light", permissions=["clipboard-read", "clipboard-write"], viewport={"width": 390, "height": 844}
    )
    page.goto(f"{home}{prefix}{PAGE}")
    added = page.locator(".hanli-difference").first.locator(".gi")
    assert added.inner_text().rstrip() == "+     optimizer.zero_grad()"
    assert page.locator(".hanli-difference button").count() == 0, (
        "a difference does not run, so there is nothing to copy"
    )
    pair = page.locator(".tabbed-set:has(.hanli-wrong)").first
    right = pair.locator(".hanli-right")
    assert pair.locator(".hanli-wrong").is_visible()
    assert not right.is_visible()
    pair.locator("input").first.focus()
    page.keyboard.press("ArrowRight")
    right.wait_for(state="visible")
    assert pair.locator(".tabbed-block").nth(1).locator(".hanli-output").is_visible(), "each has its output"
    signs = "(line) => getComputedStyle(line, '::before').content"
    assert right.locator(".hll").first.evaluate(signs) == '"+"'
    assert page.locator(".hanli-wrong .hll").first.evaluate(signs) == '"−"'
    copied = press_and_read(page, right.locator("button[data-clipboard-target]"))
    file = ROOT / "snippets/patterns/antipatterns/training/missing_zero_grad_right.py"
    assert copied.rstrip() == file.read_text("utf-8").rstrip()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for scheme in ("default", "slate"):
        page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
        page.wait_for_timeout(300)
        found = Axe().run(page, context=[[".hanli-difference"], [".tabbed-set"]]).response["violations"]
        assert not found, [(scheme, one["id"], node["html"]) for one in found for node in one["nodes"]]
    page.emulate_media(media="print")
    assert pair.locator(".hanli-wrong").is_visible()
    assert right.is_visible(), "paper shows both tabs"


def test_a_pair_without_javascript(home: str, tab: Callable[..., Any]) -> None:
    page = tab(java_script_enabled=False)
    page.goto(f"{home}{PAGE}")
    pair = page.locator(".tabbed-set:has(.hanli-wrong)").first
    assert page.locator(".hanli-difference .gi").first.is_visible()
    assert not pair.locator(".hanli-right").is_visible()
    pair.locator("label", has_text="正确的写法").click()
    assert pair.locator(".hanli-right").is_visible()
    assert not pair.locator(".hanli-wrong").is_visible()
