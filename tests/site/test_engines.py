"""The site can be built by a program that runs no hooks: what is staged for it, and the table that compares."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from tools import engines
from tools.staging import finish, stage

ROOT = Path(__file__).parents[2]
PAGE = """\
---
covers: [T1.3#seed]
---

# Seeds { #seeds }

![A tree.](figures/tree.svg)

```python
--8<-- "one.py"
```

<!--pytest-codeblocks:expected-output-->
```text
--8<-- "one.out"
```
"""


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A small course: one page in two languages, a snippet with its output and figure, and what the wheel is made of."""
    root = tmp_path / "sources"
    for name in ("overrides", "benchmarks", "hanli"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("README.en.md", "LICENSE", "pyproject.toml", "mkdocs.yml", "mkdocs.en.yml", "curriculum.yml"):
        shutil.copy(ROOT / name, root / name)
    (root / "snippets").mkdir()
    for name, text in {"one.py": "print(1)\n", "one.out": "1\n", "tree.svg": "<svg/>"}.items():
        (root / "snippets" / name).write_text(text, "utf-8")
    for language in ("zh", "en"):
        for name, text in {"index.md": "---\ntemplate: home.html\n---\n\n# Home { #home }\n", "seeds.md": PAGE}.items():
            page = root / "docs" / language / name
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, "utf-8")
    return root


def test_staged_pages_are_transformed_and_carry_their_data(sources: Path, tmp_path: Path) -> None:
    staged = tmp_path / "staged"
    stage(sources, staged)
    _, front, text = (staged / "docs/en/seeds.md").read_text("utf-8").split("---\n", 2)
    assert yaml.safe_load(front) == {"covers": ["T1.3#seed"], "proof": None}
    assert '.hanli-exact title="Output · checked to the letter"' in text
    assert "<!--pytest" not in text
    assert (staged / "docs/en/figures/tree.svg").is_file()
    assert [*(staged / "docs/zh/downloads").glob("hanli-*.whl")]
    home = yaml.safe_load((staged / "docs/zh/index.md").read_text("utf-8").split("---\n", 2)[1])
    items = [item for part in home["curriculum"] for group in part["groups"] for item in group["items"]]
    assert {item["id"]: item["url"] for item in items}["T1.3"] == "seeds/#seed"
    configuration = (staged / "mkdocs.yml").read_text("utf-8")
    assert not re.search("(?m)^(hooks|watch):", configuration)
    assert "markdown_extensions:" in configuration


def test_built_pages_are_finished(sources: Path, tmp_path: Path) -> None:
    for name in ("index.html", "seeds/index.html"):
        file = tmp_path / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text('<p><img alt="A tree." src="../figures/tree.svg"></p>', "utf-8")
    finish(sources, tmp_path / "site", "en")
    assert "<figcaption" in (tmp_path / "site/seeds/index.html").read_text("utf-8")


def test_what_is_counted_stands_in_the_pages(site: Path) -> None:
    """A pattern that finds nothing would call all engines equal."""
    found = engines.count(site)
    assert [thing for thing, number in found.items() if not number] == ["test comments left"]


def test_a_row_that_differs_is_marked() -> None:
    shown = engines.table({"A": {"pages": 2, "stamps": 1}, "B": {"pages": 2, "stamps": 0}})
    assert shown.splitlines()[2:] == ["| pages | 2 | 2 |", "| stamps (differs) | 1 | 0 |"]


def test_sites_are_kept_in_a_new_folder_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "old").write_text("", "utf-8")
    monkeypatch.setattr("sys.argv", ["engines", "--keep", str(tmp_path)])
    with pytest.raises(SystemExit, match="not empty"):
        engines.main()
