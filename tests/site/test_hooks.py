"""What the hooks make of a page: captions, the map, and when a page counts as changed."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import hooks

CONFIG = {language: SimpleNamespace(theme={"language": language}) for language in ("zh", "en")}
SOME_PAGE = SimpleNamespace(file=SimpleNamespace(url="trials/tensors/", src_uri="trials/tensors.md"))
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
def test_an_output_is_captioned_with_its_grade(mark, language):
    made = hooks.on_page_markdown(PAGE.format(mark=mark), SOME_PAGE, CONFIG[language], None)
    grade = "exact" if "timeout" in mark else mark
    caption = hooks.CAPTIONS[language][grade]
    assert f'    ``` {{ .text .no-copy .hanli-output .hanli-{grade} title="{caption}" }}\n    1\n' in made
    assert "```text\nplain" in made
    assert "<!--" not in made


def test_the_mark_of_one_block_is_not_the_next_one_s():
    twice = PAGE.format(mark="digits") + PAGE.replace("<!--pytest.mark.{mark}-->", "")
    made = hooks.on_page_markdown(twice, SOME_PAGE, CONFIG["en"], None)
    assert [made.count(f".hanli-{grade} ") for grade in ("digits", "exact")] == [1, 1]


def test_the_map_links_what_is_taught():
    for language in ("zh", "en"):
        items = {
            item["id"]: item
            for part in hooks.curriculum(language)
            for group in part["groups"]
            for item in group["items"]
        }
        assert items["T1.3"]["url"] == "trials/tensors/#seed"
        assert items["T0"]["url"] == "trials/#ladder"
        assert items["X1"]["url"] == ""
        assert items["R5.4"]["url"] is None
        assert items["T1.3"]["title"]


def test_a_page_is_as_new_as_what_it_includes(tmp_path, monkeypatch):
    monkeypatch.setattr(hooks, "ROOT", tmp_path)
    page, snippet = tmp_path / "page.md", tmp_path / "snippets" / "a.py"
    snippet.parent.mkdir()
    snippet.write_text("")
    page.write_text('```python\n--8<-- "a.py"\n```\n')
    os.utime(page, (100, 100))
    os.utime(snippet, (50, 50))
    assert hooks.newest(page) == 100
    os.utime(snippet, (200, 200))
    assert hooks.newest(page) == 200
    assert hooks.written(Path("missing")) == 0
