"""What the site does to a page, without a program that builds sites."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.captions import CAPTIONS, caption_outputs
from tools.transform import transform_html, transform_markdown

ROOT = Path(__file__).parents[2]
PAGE = """\
!!! note
    <!--pytest.mark.{mark}-->
    ```python
    print(1)
    ```

    <!--pytest-codeblocks:expected-output-->
    ```text
    1
    ```

```text
plain
```
"""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("mark", ["exact", "digits", "bound", "raises", "timeout(9)"])
def test_an_output_is_captioned_with_its_grade(mark: str, language: str) -> None:
    made = caption_outputs(PAGE.format(mark=mark), language)
    grade = "exact" if "timeout" in mark else mark
    caption = CAPTIONS[language][grade]
    assert f'    ``` {{ .text .no-copy .hanli-output .hanli-{grade} title="{caption}" }}\n    1\n' in made
    assert "```text\nplain" in made
    assert "<!--" not in made


def test_the_mark_of_one_block_is_not_the_next_one_s() -> None:
    twice = PAGE.format(mark="digits") + PAGE.replace("<!--pytest.mark.{mark}-->", "")
    made = caption_outputs(twice, "en")
    assert [made.count(f".hanli-{grade} ") for grade in ("digits", "exact")] == [1, 1]


def test_markdown_is_captioned_and_its_wheel_linked() -> None:
    made = transform_markdown(
        PAGE.format(mark="digits") + (ROOT / "docs/en/reference/index.md").read_text("utf-8"), "reference/", "en", ROOT
    )
    assert ".hanli-digits" in made
    assert "downloads/hanli-" in made


def test_a_wrong_pair_is_named() -> None:
    with pytest.raises(ValueError, match="compare"):
        transform_markdown("<!-- hanli:compare -->\n\nno block follows\n", "a/", "en", ROOT)


def test_html_gets_its_captions_and_cards() -> None:
    figure = '<p><img alt="A tree." src="../figures/a/tree.svg"></p>'
    cells = "".join(f"<td>{'a sentence that is long ' * 2}</td>" for _ in range(3))
    table = f"<table><thead><tr><th>A</th><th>B</th><th>C</th></tr></thead><tbody><tr>{cells}</tr></tbody></table>"
    made = transform_html(figure + table + "<p>🌱 Entry</p>", "no/such/page", "en", ROOT)
    assert '<figcaption aria-hidden="true">A tree.</figcaption>' in made
    assert "<table data-cards>" in made
    assert '<svg class="hanli-level"' in made
