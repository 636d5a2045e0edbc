"""Wrong and right side by side: what differs is marked, and both blocks stay runnable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from built import LANGUAGES

from tools.pairs import differing, mark_pairs

ROOT = Path(__file__).parents[2]
PAGE = "patterns/antipatterns/training/"
PAIR = """<!-- hanli:compare -->
```python
--8<-- "a/wrong.py"
```

1.  A note.

```text
not code
```

    ```python
    --8<-- "a/right.py"
    ```

```python
--8<-- "a/other.py"
```
"""
FILES = {"a/wrong.py": "x = 1\ny = x\nprint(y)  # (1)!\n", "a/right.py": "x = 1\ny = x + 1\nz = y\nprint(y)\n"}


def test_both_blocks_are_captioned_and_their_lines_marked() -> None:
    marked = mark_pairs(PAIR, FILES.__getitem__, "en").split("\n")
    assert marked[1] == '``` { .python .hanli-wrong hl_lines="2" title="Wrong" }'
    assert marked[11] == '    ``` { .python .hanli-right hl_lines="2 3" title="Right" }'
    assert marked[15:] == PAIR.split("\n")[15:], "a block after the pair is none of its business"
    assert "hanli:compare" not in "".join(marked)


def test_a_line_that_is_only_missing_is_said_in_the_caption() -> None:
    wrong, right = "a = 1\nc = 3\n", "a = 1\nb = 2\nc = 3\n"
    assert differing(wrong, right) == ([], [2])
    marked = mark_pairs(PAIR, {"a/wrong.py": wrong, "a/right.py": right}.__getitem__, "zh")
    assert '``` { .python .hanli-wrong title="错误的写法 · 缺少下面标出的行" }' in marked


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ('text\n<!-- hanli:compare -->\n```python\n--8<-- "a/wrong.py"\n```\n', "line 2: .* needs two blocks"),
        ('<!-- hanli:compare -->\n```python\nx = 1\n```\n```python\n--8<-- "a/right.py"\n```\n', "line 1: .* included"),
        ("<!-- hanli:compare -->\n" + '```python\n--8<-- "a/right.py"\n```\n' * 2, "line 1: .* nothing to compare"),
    ],
)
def test_what_is_no_pair_is_refused(page: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        mark_pairs(page, FILES.__getitem__, "en")


@pytest.mark.parametrize("prefix", LANGUAGES.values(), ids=LANGUAGES)
def test_a_pair_in_the_browser(home: str, tab: Callable[..., Any], prefix: str) -> None:
    """Signs beside the colours, code that is copied as it stands in its file, and nothing for axe to find, light or dark."""
    page = tab(
        color_scheme="light", permissions=["clipboard-read", "clipboard-write"], viewport={"width": 390, "height": 844}
    )
    page.set_default_timeout(60_000)  # the page is long, and the machine may be busy
    page.goto(f"{home}{prefix}{PAGE}")
    signs = "(line) => getComputedStyle(line, '::before').content"
    assert page.locator(".hanli-right .hll").first.evaluate(signs) == '"+"'
    assert page.locator(".hanli-wrong .hll").first.evaluate(signs) == '"−"'
    page.locator(".hanli-right button[data-clipboard-target]").first.click(force=True)
    file = ROOT / "snippets/patterns/antipatterns/training/missing_zero_grad_right.py"
    assert page.evaluate("navigator.clipboard.readText()").rstrip() == file.read_text("utf-8").rstrip()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for scheme in ("default", "slate"):
        page.evaluate("scheme => document.body.setAttribute('data-md-color-scheme', scheme)", scheme)
        page.wait_for_timeout(300)
        found = Axe().run(page, context=[[".hanli-wrong"], [".hanli-right"]]).response["violations"]
        assert not found, [(scheme, one["id"], node["html"]) for one in found for node in one["nodes"]]
