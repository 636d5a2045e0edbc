"""Mathematics and diagrams are drawn by what the site itself serves, and can be seen in the dark."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from browsing import wait_until_quiet
from building import mkdocs
from matplotlib.image import imread

from tools.screenshots import serve

TEXT = """# X { #home }

行内 $a^2 + b^2$，另起一行：

$$\\nabla_\\theta L = \\frac{1}{N}\\sum_i \\nabla_\\theta \\ell_i$$

```mermaid
graph LR
  A[数据] --> B[模型] --> C[损失]
```
"""


@pytest.fixture
def drawn(
    small_site: Callable[..., Path], tmp_path: Path, tab: Callable[..., Any]
) -> Callable[[str], tuple[Any, list[str]]]:
    """Open a page with formulas and a diagram in a mode; give it, and the addresses outside the site it asked."""
    site = tmp_path / "site"
    done = mkdocs(small_site(**{"zh/index.md": TEXT}), site)
    assert done.returncode == 0, done.stdout

    def draw(mode: str) -> tuple[Any, list[str]]:
        outside: list[str] = []
        with serve(site) as home:
            page = tab(color_scheme=mode)
            page.on("request", lambda sent: sent.url.startswith(home) or outside.append(sent.url))
            page.goto(home)
            page.locator("div.mermaid").wait_for()
            wait_until_quiet(page)
        return page, outside

    return draw


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_formulas_and_diagram_are_drawn_in_the_colours_of_the_mode(
    drawn: Callable[[str], tuple[Any, list[str]]], mode: str
) -> None:
    page, outside = drawn(mode)
    assert not outside
    assert page.locator(".arithmatex .katex").count() == 2
    assert page.locator(".katex-error").count() == 0
    assert page.locator(".katex-display").count() == 1
    for part in ("div.mermaid", ".katex-display"):
        picture = imread(io.BytesIO(page.locator(part).screenshot()))[..., :3].mean(-1)
        assert picture.std() > 0.01, f"{part}: nothing was drawn"
        assert (picture.mean() > 0.5) == (mode == "light")


NOTE = """# X { #home }

```python
print(2 * x)  # (1)!
```

1.  The gradient of $x^2$ is $2x$.
"""


def test_a_formula_behind_a_mark_is_drawn_when_a_reader_turns_to_it(
    small_site: Callable[..., Path], tmp_path: Path, tab: Callable[..., Any]
) -> None:
    """A page whose only formulas are in notes does not load KaTeX for them."""
    done = mkdocs(small_site(**{"zh/index.md": NOTE}), tmp_path / "site")
    assert done.returncode == 0, done.stdout
    with serve(tmp_path / "site") as home:
        page = tab()
        asked: list[str] = []
        page.on("request", lambda sent: "katex" in sent.url and asked.append(sent.url))
        page.goto(home)
        page.locator(".md-annotation__index").wait_for()
        wait_until_quiet(page)
        assert not asked
        page.locator(".md-annotation__index").click()
        page.locator(".md-tooltip--active .katex").nth(1).wait_for()
    assert asked
    assert page.locator(".katex-error").count() == 0
