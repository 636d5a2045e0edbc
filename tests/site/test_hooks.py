"""When a page counts as changed."""

from __future__ import annotations

import os
from pathlib import Path

from tools import hooks


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
