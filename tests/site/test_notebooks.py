"""A page shown as a notebook: the cells of its download, in the site's Markdown, links, captions and style, and no one else's."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Callable
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from building import mkdocs, write_files
from built import LANGUAGES, css_urls, read, target
from clipboard import press_and_read

from tools import engines
from tools.notebooks import plugin
from tools.notebooks.shown import file_of, make_shown, pages_to_show, read_converted
from tools.pages import Page
from tools.products.notebook import NotebookError
from tools.products.parts import Site
from tools.products.written import stem_of

ROOT = Path(__file__).parents[2]
SITE = Site("https://example.org/")
NAMES = [page.name for page in pages_to_show(ROOT, "zh")]
SHOWN = [pytest.param(prefix, name, id=f"{prefix}{name}") for prefix in LANGUAGES.values() for name in NAMES]
WEIGHT = 60  # kB, compressed as hosts compress it; 21 was measured on 2026-11-29
MARKUP = re.compile(
    r"^\s*(?:!!!|\?\?\?|===)|\{ [#.:]|--8<--|\$\$|\]\(|<!--pytest|No description has been provided", re.MULTILINE
)
OPEN_ALL = "for (const part of document.querySelectorAll('details')) part.open = true"

PAGE = """\
---
description: Everything that a page can have.
notebook: true
---

# 标题 { #title }

See [the other](../other.md#there), [a part](#part), $x^2$ and `{ #kept }`.

$$
y = 2x
$$

## 部分 { #part }

![一个点，在正中](../figures/a/dot.svg){ .wide }

??? note "画图的代码"
    ```python
    --8<-- "a/draw.py"
    ```

    1.  In its own file.

    <!--pytest-codeblocks:expected-output-->
    ```text
    drawn
    ```

!!! warning "小心"
    A note with **bold** words.

    - and a list

=== "甲"

    One.

=== "乙"

    Two.

1.  First:

    <!--pytest.mark.raises-->
    ```python
    print("before")
    raise ValueError("two\\nlines")
    ```

    <!--pytest-codeblocks:expected-output-->
    ```text
    before
    ValueError: two
    lines
    ```

    Still the first.
2.  Second.

<!--pytest.mark.digits-->
<!--pytest.mark.alone-->
```python
print(1.25)  # 1 < x and "<b>&lt;</b>" is text
```

<!--pytest-codeblocks:expected-output-->
```text
1.25
```

![一棵树](../figures/a/tree.svg)
"""
FILES = {
    "snippets/a/draw.py": 'import numpy  # (1)!\n\nplt.savefig("dot.svg")\n',
    "snippets/a/dot.svg": "<svg/>",
    "snippets/a/tree.svg": "<svg></svg>",
}


def cells(html: str) -> list[str]:
    """The code of each cell, as a reader sees it."""
    found = re.findall(r'<div class="language-python hanli-cell highlight">.*?<pre>(.*?)</pre>', html, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", code)).strip("\n") for code in found]


def prose(html: str) -> str:
    """What the text says, without code, with the tags away."""
    article = re.search(r"<article.*?</article>", html, re.DOTALL)
    assert article
    text = re.sub(r"(?s)<pre>.*?</pre>|<code>.*?</code>|<(?:script|svg).*?</(?:script|svg)>", "", article[0])
    return unescape(re.sub(r"<[^>]+>", "", text))


def article(html: str, pattern: str) -> list[str]:
    """What a pattern finds in the text of a page, in order."""
    return re.findall(pattern, html.partition("<article")[2].partition('<p class="hanli-products">')[0])


def both(site: Path, prefix: str, name: str) -> tuple[Path, Path]:
    """The HTML of a page and that of its notebook."""
    folder = site / prefix / name
    return folder / "index.html", folder / "notebook/index.html"


# ---- the built site --------------------------------------------------------------------------------------------------


def test_both_languages_show_the_same_pages() -> None:
    assert [page.name for page in pages_to_show(ROOT, "en")] == NAMES
    assert "roadmap/stage3/lenet" in NAMES


@pytest.mark.parametrize(("prefix", "name"), SHOWN)
def test_headings_have_the_ids_of_the_page_and_the_contents_lead_to_them(site: Path, prefix: str, name: str) -> None:
    page, notebook = (file.read_text("utf-8") for file in both(site, prefix, name))
    ids = article(notebook, r'<h[1-6] id="([^"]*)"')
    assert ids and ids == article(page, r'<h[1-6] id="([^"]*)"')
    assert "<h1" in notebook and not re.search(
        r"<h[1-6](?! id=)[^>]*>", notebook.partition("<article")[2].partition("</article")[0]
    )
    contents = re.findall(r'<a href="#([^"]+)" class="md-nav__link"', notebook)
    assert contents and set(contents) <= set(ids)


@pytest.mark.parametrize(("prefix", "name"), SHOWN)
def test_links_lead_where_those_of_the_page_lead(site: Path, prefix: str, name: str) -> None:
    """`tests/site/test_links.py` sees that all of them resolve."""
    site = site.resolve()
    goals = []
    for file in both(site, prefix, name):
        links = article(file.read_text("utf-8"), r'<a href="([^"#]+[^"]*)"')
        goals.append([target(site, file, link) for link in links])
    page, notebook = goals
    assert notebook == [(both(site, prefix, name)[0], ""), *page], "first the way back"


@pytest.mark.parametrize(("prefix", "name"), SHOWN)
def test_no_markup_is_left_and_pictures_have_the_words_of_the_page(site: Path, prefix: str, name: str) -> None:
    page, notebook = (file.read_text("utf-8") for file in both(site, prefix, name))
    assert not (left := MARKUP.search(prose(notebook))), left
    for pattern in (
        r'<img alt="([^"]*)"',
        r"<figcaption[^>]*>([^<]*)<",
        r'<(?:details|div) class="([\w -]+)">\s*<(?:summary|p class="admonition)',
    ):
        # what another version prints is said on the page only
        assert article(notebook, pattern) == [found for found in article(page, pattern) if found != "hanli-versions"]
    assert "data:image" not in notebook


def text_of(output: dict[str, Any]) -> str:
    """What an output of a cell shows: what was printed, or the last line of an error."""
    if output["output_type"] == "error":
        return f"{output['ename']}: {output['evalue']}"
    return str(output.get("text", ""))


@pytest.mark.parametrize(("prefix", "name"), SHOWN)
def test_cells_and_captioned_outputs_are_those_of_the_download(site: Path, prefix: str, name: str) -> None:
    page, shown = both(site, prefix, name)
    html = shown.read_text("utf-8")
    made = json.loads((page.parent / f"{stem_of(name)}.ipynb").read_text("utf-8"))
    code = [cell for cell in made["cells"] if cell["cell_type"] == "code"]
    assert cells(html) == [cell["source"] for cell in code]
    assert article(html, r'hanli-cell highlight"><span class="filename">\[(\d+)\]') == [
        str(n + 1) for n in range(len(code))
    ]
    captions = r'hanli-output [\w-]+ highlight"><span class="filename">([^<]+)<'
    assert article(html, captions) == article(page.read_text("utf-8"), captions)
    printed = ["".join(map(text_of, cell["outputs"])) for cell in code]
    outputs = re.findall(r"hanli-output .*?<code>(.*?)</code>", html, re.DOTALL)
    assert [unescape(re.sub(r"<[^>]+>", "", text)).strip() for text in outputs] == [
        text.strip() for text in printed if text
    ]


@pytest.mark.parametrize(("prefix", "name"), SHOWN)
def test_it_is_as_light_as_a_page_and_has_one_small_style_sheet_of_its_own(site: Path, prefix: str, name: str) -> None:
    page, notebook = both(site, prefix, name)
    html = notebook.read_bytes()
    assert len(gzip.compress(html)) <= 1000 * WEIGHT
    assert len(html) <= len(page.read_bytes()), "a notebook without the record of its page"
    assert b"<style" not in html.partition(b"<article")[2]
    assert {url.rpartition("/")[2] for url in read(notebook).loads} - {
        url.rpartition("/")[2] for url in read(page).loads
    } == {"notebook.css"}
    sheet = (site / "assets/notebook.css").read_text("utf-8")
    assert len(sheet) < 2000 and not css_urls(sheet)
    assert not [url for url in read(notebook).loads if re.match(r"(?:https?:)?//", url)]


@pytest.mark.parametrize(("prefix", "name"), SHOWN)
def test_page_and_notebook_lead_to_each_other_and_only_the_page_is_found(site: Path, prefix: str, name: str) -> None:
    page, notebook = both(site, prefix, name)
    assert '<a href="notebook/">' in page.read_text("utf-8")
    html = notebook.read_text("utf-8")
    assert '<a href="../">' in html and f'<a href="../{stem_of(name)}.ipynb" download>' in html
    assert f'<link rel="canonical" href="https://example.github.io/hanli/{prefix}{name}/">' in html
    assert (site / prefix / name / "notebook").is_dir() and not [*(site / prefix / name / "notebook").glob("*.ipynb")]
    below = site / prefix
    for listing in (below / "sitemap.xml", below / "llms.txt", *(below / "search").rglob("*.json")):
        assert f"{name}/notebook" not in listing.read_text("utf-8"), listing


def test_other_pages_have_neither_link_nor_style(site: Path) -> None:
    for prefix in LANGUAGES.values():
        html = (site / prefix / "roadmap/stage3/resnet/index.html").read_text("utf-8")
        assert "notebook.css" not in html and 'href="notebook/"' not in html


def test_what_compares_the_engines_leaves_notebooks_out(site: Path, tmp_path: Path) -> None:
    (tmp_path / "a/notebook").mkdir(parents=True)
    for folder in ("a", "a/notebook"):
        (tmp_path / folder / "index.html").write_text('<h1 id="a">', "utf-8")
    assert engines.count(tmp_path)["pages"] == 1


# ---- in the browser --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("prefix", "name"), SHOWN)
def test_each_cell_is_copied_whole_and_a_phone_shows_the_notebook_in_its_width(
    home: str, site: Path, tab: Callable[..., Any], prefix: str, name: str
) -> None:
    page = tab(viewport={"width": 390, "height": 844}, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{home}{prefix}{name}/notebook/")
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    buttons = page.locator(".hanli-cell button[data-clipboard-target]")
    sources = cells(both(site, prefix, name)[1].read_text("utf-8"))
    assert buttons.count() == len(sources) > 1
    assert page.locator(".hanli-output button[data-clipboard-target]").count() == 0
    for number, source in enumerate(sources):
        copied = press_and_read(page, buttons.nth(number))
        assert copied.strip("\n") == source
        if not copied.startswith("%%bash\n"):
            compile(copied, f"cell {number + 1}", "exec", dont_inherit=True)


def test_the_switch_stays_on_the_notebook(home: str, tab: Callable[..., Any]) -> None:
    page = tab(viewport={"width": 1280, "height": 800})
    page.goto(f"{home}{NAMES[0]}/notebook/")
    page.locator("a.hanli-language").click()
    page.wait_for_url(f"{home}en/{NAMES[0]}/notebook/")


# ---- a page with everything ------------------------------------------------------------------------------------------


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """A page with what pages have."""
    others = {
        "docs/zh/b/page.md": PAGE,
        "docs/zh/other.md": "# A\n",
        "requirements/test.txt": "numpy==2.4.6\n",
        "pyproject.toml": '[project]\nname = "hanli"\nversion = "0.1.0"\n[project.optional-dependencies]\n',
    }
    write_files(tmp_path, FILES | others)
    return Page(tmp_path, tmp_path / "docs/zh/b/page.md")


def rewrite(page: Page, old: str, new: str) -> Page:
    """The page with other words."""
    assert old in PAGE
    page.path.write_text(PAGE.replace(old, new), "utf-8")
    return Page(page.root, page.path)


def test_what_a_page_has_is_rendered_by_the_site(small_site: Callable[..., Path], tmp_path: Path) -> None:
    texts = {f"{language}/b/page.md": PAGE for language in LANGUAGES}
    texts |= {f"{language}/other.md": "# 另一页 { #there }\n\n[笔记本](b/page.md)\n" for language in LANGUAGES}
    folder = small_site(**texts)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for configuration in ("mkdocs.yml", "mkdocs.en.yml"):
        nav = (
            (folder / configuration).read_text("utf-8").replace("- index.md", "- index.md\n  - other.md\n  - b/page.md")
        )
        (folder / configuration).write_text(nav, "utf-8")
    done = mkdocs(folder, tmp_path / "site")
    assert done.returncode == 0, done.stdout
    for prefix in LANGUAGES.values():
        html = (tmp_path / "site" / prefix / "b/page/notebook/index.html").read_text("utf-8")
        assert not (left := MARKUP.search(prose(html))), left
        assert article(html, r'<h[1-6] id="([^"]*)"') == ["title", "part"]
        assert '<a href="../../../other/#there">' in html and '<a href="#part">' in html
        assert '<span class="arithmatex">\\(x^2\\)</span>' in html and '<div class="arithmatex">' in html
        assert "assets/maths.js" in html, "KaTeX is the site's"
        assert article(html, r'<img alt="([^"]*)"') == ["一个点，在正中", "一棵树"]
        assert 'class="admonition warning"' in html and "<strong>bold</strong>" in html and 'class="tabbed-set' in html
        assert re.search(
            r'<details class="[^"]*note">(?:(?!</details>).)*plt\.|savefig(?:(?!</details>).)*drawn', html, re.DOTALL
        )
        assert re.search(
            r"<li>\s*<p>First:</p>(?:(?!</li>).)*hanli-cell(?:(?!</li>).)*hanli-raises(?:(?!</li>).)*Still the first",
            html,
            re.DOTALL,
        )
        assert len(re.findall(r"hanli-output hanli-(?:exact|digits|raises) ", html)) == 3
        assert "<code>{ #kept }</code>" in html
        assert '# 1 < x and "<b>&lt;</b>" is text' in cells(html)[-2]


def test_cells_stand_where_their_blocks_stand(page: Page) -> None:
    made = json.loads(make_shown(page, "zh", SITE))
    first = made["cells"][0]["source"]
    assert first.startswith("# 标题 { #title }\n\n") and "](../page.md)" in first
    indents = {
        cell["metadata"]["hanli"]["block"]: cell["metadata"]["indent"]
        for cell in made["cells"]
        if "hanli" in cell["metadata"]
    }
    assert list(indents.values()) == [4, 4, 0]
    text = "\n".join(cell["source"] for cell in made["cells"] if cell["cell_type"] == "markdown")
    assert "](../../other.md#there)" in text and "![一个点，在正中](../../figures/a/dot.svg){ .wide }" in text
    assert not any("attachments" in cell for cell in made["cells"])


def test_the_style_that_comes_along_is_taken_out() -> None:
    made = "# A\n\n&lt;style&gt;a&lt;/style&gt; stays\n\n```python\n1 &lt; 2\n```\n\n<style>\n['a { color: red }']\n</style>\n"
    text = read_converted(made, "en")
    assert text == '# A\n\n<style>a</style> stays\n\n``` { .python .hanli-cell title="[1]" }\n1 < 2\n```\n'


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("trials/tensors", "trials/tensors/notebook.ipynb"),
        ("trials/index", "trials/notebook.ipynb"),
        ("index", "notebook.ipynb"),
    ],
)
def test_a_notebook_stands_one_folder_below_its_page(name: str, file: str) -> None:
    assert file_of(name) == file


# ---- what cannot be shown --------------------------------------------------------------------------------------------


def test_a_page_that_asks_in_other_words_is_told(page: Page) -> None:
    rewrite(page, "notebook: true", "notebook: lenet.ipynb")
    with pytest.raises(
        NotebookError, match=r"^docs/zh/b/page\.md:3: `notebook: lenet\.ipynb` says nothing: write `notebook: true`"
    ):
        pages_to_show(page.root, "zh")


def test_a_picture_without_words_is_told(page: Page) -> None:
    with pytest.raises(
        NotebookError,
        match=r"^docs/zh/b/page\.md: the block draw draws dot\.svg, which the page does not show: show it",
    ):
        make_shown(rewrite(page, "![一个点，在正中](../figures/a/dot.svg){ .wide }\n", ""), "zh", SITE)


def test_a_cell_that_a_notebook_cannot_hold_is_told(page: Page) -> None:
    with pytest.raises(NotebookError, match=r"^docs/zh/b/page\.md: a line of the block block_\d+ begins with % or !"):
        make_shown(
            rewrite(page, 'print(1.25)  # 1 < x and "<b>&lt;</b>" is text\n', 'print("""\n%d\n""" % 1)\n'), "zh", SITE
        )


def test_a_page_without_code_breaks_the_build_in_one_line(small_site: Callable[..., Path], tmp_path: Path) -> None:
    text = "---\nnotebook: true\n---\n\n# 标题 { #title }\n"
    done = mkdocs(small_site(**{"zh/page.md": text, "en/page.md": text}), tmp_path / "site")
    assert done.returncode
    assert (
        "docs/zh/page.md:2: no block of this page runs, so it has no notebook: take the line `notebook: true` out"
        in done.stdout
    )
    assert "Traceback" not in done.stdout


def test_another_version_of_mkdocs_jupyter_is_told(small_site: Callable[..., Path]) -> None:
    with pytest.raises(
        NotebookError,
        match=r"^requirements/site\.txt: .* and 0\.25\.1 is installed: uv pip sync requirements/site\.txt",
    ):
        plugin.set_up(SimpleNamespace(plugins={plugin.PLUGIN: None}), installed="0.25.1")


def test_a_configuration_without_mkdocs_jupyter_is_told() -> None:
    with pytest.raises(NotebookError, match=r"^mkdocs\.yml: `plugins` lacks mkdocs-jupyter: add it"):
        plugin.set_up(SimpleNamespace(plugins={}, config_file_path="/a/mkdocs.yml"))


def test_the_locks_have_the_versions_that_are_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [line for line in project["dependency-groups"]["site"] if isinstance(line, str) and plugin.PLUGIN in line]
    versions = [line.partition("==")[2].partition(";")[0] for line in asked]
    assert plugin.VERSION in versions and len(versions) == 2
    for group in ("site", "test"):
        lock = (ROOT / f"requirements/{group}.txt").read_text("utf-8")
        assert re.findall(rf"(?m)^{plugin.PLUGIN}==([\d.]+)", lock) == versions
