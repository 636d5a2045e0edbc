"""A page's notebook, script and plain Markdown hold what the page shows, run as they are, and print what they show."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from building import write_files

from tools.compare import same
from tools.imports import OURS
from tools.machines import environment
from tools.pages import LANGUAGES, Page, pages
from tools.products import executed
from tools.products.notebook import NotebookError, make_notebook
from tools.products.parts import Code, Part, Site, read_parts
from tools.products.written import make_llms_txt, make_products, packages_of, stem_of

ROOT = Path(__file__).parents[2]
SITE = Site("https://example.org/")
SAMPLE = [  # pages of every kind: errors, programs, files beside a block, figures, workers, notes, other people's libraries
    "zh about",
    "en index",
    "zh roadmap/stage1/creation",
    "en roadmap/stage1/arithmetic",
    "zh roadmap/stage2/gradients",
    "en roadmap/stage2/files",
    "zh roadmap/stage3/module",
    "en roadmap/stage3/layers",
    "zh roadmap/stage4/attention",
    "en patterns/antipatterns/time",
    "zh trials/tensors",
    "en reference/seed",
]
SCRIPTS = ["en roadmap/stage1/creation", "zh roadmap/stage2/files"]
LEFT_OVER = re.compile(
    r"\{ [#.]|^\s*(?:!!!|\?\?\?)|--8<--|pytest[.-](?:mark|codeblocks)|\(\d+\)!|\]\((?![a-z]+:)", re.MULTILINE
)

PAGE = """\
---
title: A
---

# A title { #title }

See [the other](../other.md#there), [here](#title) and `{ #kept }`.

![A dot](../figures/a/dot.svg){ .wide }

??? note "The code that draws it"
    ```python
    --8<-- "a/draw.py"
    ```

    1.  In its own file.

1.  First:

    <!--pytest.mark.raises-->
    <!--pytest.mark.beside("task.py")-->
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

```python
--8<-- "a/task.py"
```

<div class="grid" markdown>

::: hanli.seed

</div>

<!--pytest.mark.alone-->
```python
print(1)
```

<!--pytest-codeblocks:expected-output-->
```text
1
```

<div class="hanli-demo" data-demo="digits" data-megabytes="4"></div>
"""


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """A page with what pages have."""
    files = {
        "docs/en/b/page.md": PAGE,
        "snippets/a/draw.py": 'import numpy  # (1)!\n\nplt.savefig("dot.svg")\n',
        "snippets/a/dot.svg": "<svg/>",
        "snippets/a/task.py": "import sklearn\n",
        "requirements/test.txt": "numpy==2.4.6 \\\n    --hash=sha256:0\nscikit-learn==1.8.0\n",
        "pyproject.toml": '[project]\nname = "hanli"\nversion = "0.1.0"\n[project.optional-dependencies]\n',
    }
    write_files(tmp_path, files)
    return Page(tmp_path, tmp_path / "docs/en/b/page.md")


def product(page: Page, kind: str, language: str = "en") -> str:
    """The text of one product of a page."""
    return next(made.text for made in make_products(page, language, SITE) if made.kind == kind)


def notebook(page: Page) -> dict[str, Any]:
    """The notebook of a page."""
    made: dict[str, Any] = json.loads(product(page, "ipynb"))
    return made


# ---- one page --------------------------------------------------------------------------------------------------------


def test_markdown_has_the_text_and_the_outputs_and_nothing_of_the_site(page: Page) -> None:
    text = product(page, "md")
    assert text.startswith("# A title\n\nSee [the other](https://example.org/en/other/#there), ")
    assert "[here](https://example.org/en/b/page/#title) and `{ #kept }`." in text
    assert (
        "![A dot](https://example.org/figures/a/dot.svg)\n\n**The code that draws it**\n\n```python\nimport numpy  # (1)\n"
        in text
    )
    assert "\n\n1.  In its own file.\n" in text, "what stands in a note is not indented"
    assert '1.  First:\n\n    ```python\n    print("before")\n' in text, "what stands in a list is"
    assert (
        "\n    Output:\n\n    ```text\n    before\n    ValueError: two\n    lines\n    ```\n\n    Still the first.\n"
        in text
    )
    assert "see the [page](https://example.org/en/b/page/)" in text
    assert "(The demonstration runs on the [page](https://example.org/en/b/page/).)" in text
    assert text.endswith("<https://example.org/en/b/page/>\n")
    assert not LEFT_OVER.search(text.replace("`{ #kept }`", ""))


def test_it_is_said_which_block_of_a_pair_is_wrong(page: Page) -> None:
    pair = "<!-- hanli:compare -->\n```python\n1\n```\n\n1.  A note.\n\n```python\n2\n```\n\n```python\n3\n```\n"
    page.path.write_text(f"# A\n\n{pair}", encoding="utf-8")
    for kind in ("md", "ipynb", "py"):
        text = product(page, kind)
        places = [text.index(part) for part in ("✗ Wrong", "A note.", "✓ Right")]
        assert places == sorted(places) and text.count("✗") == text.count("✓") == 1, kind
    assert "**✗ Wrong**\n\n```python\n1\n" in product(page, "md")
    assert "**✓ 正确的写法**\n\n```python\n2\n" in product(page, "md", "zh")


def test_a_notebook_is_valid_and_has_the_outputs_of_the_page(page: Page) -> None:
    made = notebook(page)
    nbformat.validate(made)
    code = {cell["metadata"]["hanli"]["block"]: cell for cell in made["cells"] if "hanli" in cell["metadata"]}
    assert list(code) == ["draw", "block_22", "task", "block_48"]
    assert code["draw"]["outputs"] == []
    printed, error = code["block_22"]["outputs"]
    assert printed["text"] == "before\n"
    assert (error["ename"], error["evalue"]) == ("ValueError", "two\nlines")
    assert code["block_22"]["metadata"]["tags"] == ["raises-exception"]
    assert '[sys.executable, "block_48.py"], cwd="block_48"' in code["block_48"]["source"]
    sources = [cell["source"] for cell in made["cells"]]
    assert "%%writefile task.py\nimport sklearn" in sources
    assert "%%writefile block_48/block_48.py\nprint(1)" in sources
    assert sources[1] == "# %pip install numpy==2.4.6 scikit-learn==1.8.0"
    assert any(source.startswith("Still the first.\n2.  Second.") for source in sources), "no code by its indentation"
    assert any("![A dot](data:image/svg+xml;base64,PHN2Zy8+)" in source for source in sources), (
        "Jupyter shows no drawing of a notebook's outputs before it is trusted"
    )


def test_a_photograph_that_a_cell_draws_is_in_its_output(page: Page) -> None:
    for file in ("draw.py", "dot.svg"):
        (page.root / "snippets/a" / file).rename(page.root / "snippets/a" / file.replace("svg", "png"))
    page.path.write_text(page.path.read_text("utf-8").replace("dot.svg", "dot.png"), encoding="utf-8")
    (page.root / "snippets/a/draw.py").write_text('plt.savefig("dot.png")\n', encoding="utf-8")
    cells = notebook(page)["cells"]
    assert [one["data"] for cell in cells for one in cell.get("outputs", []) if "data" in one] == [
        {"image/png": "PHN2Zy8+"}
    ]
    assert any("*A dot*" in cell["source"] for cell in cells) and not any("attachments" in cell for cell in cells)


def test_a_bold_link_is_bold_beside_a_chinese_character(page: Page) -> None:
    page.path.write_text("# A\n\n叫**[填充](page.md#title)**（padding）。\n\n```python\npass\n```\n", encoding="utf-8")
    assert any(
        "叫[**填充**](https://example.org/en/b/page/#title)（" in cell["source"] for cell in notebook(page)["cells"]
    )


def test_code_that_the_page_folds_is_folded_in_jupyter(page: Page) -> None:
    fold = '??? success "Solution"\n\n    ```python\n    pass\n    ```\n\n'
    text = page.path.read_text("utf-8") + "\n" + fold + fold.replace("???", "???+") + fold.replace("???", "!!!")
    page.path.write_text(text, encoding="utf-8")
    made = notebook(page)
    nbformat.validate(made)
    cells = [cell["metadata"] for cell in made["cells"] if "hanli" in cell["metadata"]]
    assert cells[0].get("jupyter") == {"source_hidden": True, "outputs_hidden": False}, (
        "the picture that it draws is seen"
    )
    assert [cell.get("jupyter") for cell in cells[1:]] == [
        *[None] * 3,
        {"source_hidden": True, "outputs_hidden": True},
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("name", "shown"), [("dot.svg", "data:image/svg+xml;base64,PHN2Zy8+"), ("dot.png", "attachment:dot.png")]
)
def test_a_picture_that_no_cell_draws_is_in_its_cell_of_text(page: Page, name: str, shown: str) -> None:
    (page.root / "snippets/a/dot.svg").rename(page.root / "snippets/a" / name)
    page.path.write_text(f"# A\n\n![A dot](../figures/a/{name})\n\n```python\npass\n```\n", encoding="utf-8")
    (text,) = [cell for cell in notebook(page)["cells"] if cell["source"].endswith(f"![A dot]({shown})")]
    assert text.get("attachments", {}) == ({name: {"image/png": "PHN2Zy8+"}} if "attachment" in shown else {})


def test_a_script_runs_from_top_to_bottom(page: Page, tmp_path: Path) -> None:
    (page.root / "snippets/a/draw.py").write_text('text = """\nleft\n"""\n', encoding="utf-8")
    (page.root / "snippets/a/task.py").write_text('print(open("task.py").read() * 2, end="")\n', encoding="utf-8")
    file = tmp_path / "page.py"
    file.write_text(product(page, "py"), encoding="utf-8")
    done = subprocess.run([sys.executable, file], cwd=tmp_path, capture_output=True, text=True, check=True)
    shown = 'print(open("task.py").read() * 2, end="")\n' * 2
    assert done.stdout == f"before\nValueError: two\nlines\n{shown}1\n"


def test_imports_from_the_future_stand_at_the_head_of_a_script(page: Page) -> None:
    blocks = [
        "print(1)",
        '"""A module."""\n\nfrom __future__ import annotations\n\ndef double(x: Later): return 2 * x\nprint(double(1))',
    ]
    page.path.write_text("# A\n" + "".join(f"\n```python\n{block}\n```\n" for block in blocks), encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", product(page, "py")], capture_output=True, text=True, check=False)
    assert done.stdout == "1\n2\n", f"tools/products/script.py: put them before all code of the script\n{done.stderr}"


def test_the_lines_of_a_string_stay_where_they_are(page: Page, tmp_path: Path) -> None:
    code = '```python\ntext = """\nleft\n"""\nraise ValueError(text)\n```'
    page.path.write_text(f"# A\n\n<!--pytest.mark.raises-->\n{code}\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", product(page, "py")], capture_output=True, text=True, check=True)
    assert done.stdout == "ValueError: \nleft\n\n"


def test_a_page_without_code_has_markdown_only(page: Page) -> None:
    page.path.write_text("# A\n\nText.\n", encoding="utf-8")
    assert [made.kind for made in make_products(page, "en", SITE)] == ["md"]
    with pytest.raises(
        NotebookError, match=r"^docs/en/b/page\.md: no block of this page runs, .*: choose a page with code$"
    ):
        make_notebook(read_parts(page, "en", SITE), page.where, "https://example.org/", "en", [], page.root)
    with pytest.raises(NotebookError, match=r"^docs/en/b/page\.md: no block of this page runs"):
        executed.notebook_of("b/page", "en", page.root)
    with pytest.raises(
        NotebookError, match=r"^docs/en/b/none\.md: no such page: name one as in docs/en, without \.md$"
    ):
        executed.notebook_of("b/none", "en", page.root)


def test_a_line_that_a_notebook_would_take_for_a_command_is_refused(page: Page) -> None:
    page.path.write_text('# A\n\n```python\nprint("""\n%d\n""" % 1)\n```\n', encoding="utf-8")
    with pytest.raises(NotebookError, match=r"^docs/en/b/page\.md: a line of the block block_3 begins with % or !"):
        make_products(page, "en", SITE)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("index", "home"),
        ("roadmap/index", "roadmap"),
        ("roadmap/stage1/creation", "creation"),
        ("a/reindex", "reindex"),
    ],
)
def test_the_files_are_named_after_the_page(name: str, stem: str) -> None:
    assert stem_of(name) == stem


def test_llms_txt_names_each_page_with_its_description() -> None:
    text = make_llms_txt(
        "Site", "About it", [("A", "https://example.org/a.md", "of a"), ("B", "https://example.org/b.md", "")]
    )
    assert text == "# Site\n\n> About it\n\n- [A](https://example.org/a.md): of a\n- [B](https://example.org/b.md)\n"


# ---- every page ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_valid_products(language: str) -> None:
    for page in pages(ROOT, language):
        made = {one.kind: one.text for one in make_products(page, language, SITE)}
        prose = re.sub(r"`+[^`]+`+|(?s:```.*?```)", "", made["md"])
        assert not (found := LEFT_OVER.search(prose)), (
            f"{page.where}: {prose[max(0, found.start() - 80) : found.end() + 40]}"
        )
        if any(isinstance(part, Code) for part in read_parts(page, language, SITE)):
            nbformat.validate(json.loads(made["ipynb"]))
            compile(made["py"], page.where, "exec", dont_inherit=True)
        else:
            assert set(made) == {"md"}


def test_each_error_is_told_apart_from_what_was_printed_before() -> None:
    for page in pages(ROOT, "en"):
        cells = json.loads(product(page, "ipynb"))["cells"] if any_code(page) else []
        for cell in cells:
            if "raises-exception" in cell["metadata"].get("tags", ()):
                assert [output["output_type"] for output in cell["outputs"]][-1:] == ["error"], f"{page.where}: {cell}"


def any_code(page: Page, language: str = "en") -> bool:
    """Whether any block of a page runs."""
    return any(isinstance(part, Code) for part in read_parts(page, language, SITE))


def test_whatever_a_page_imports_stands_in_its_line_for_pip() -> None:
    for page in pages(ROOT, "en"):
        parts = read_parts(page, "en", SITE)
        words = packages_of(parts, page.where, ROOT, SITE)
        wheel = f"{SITE.url}downloads/hanli-0.1.0-py3-none-any.whl"
        assert {name for part in parts for name in imported(part)} & {"torch", "numpy"} <= {
            word.partition("==")[0] for word in words
        }, page.where
        assert all("==" in word or word == wheel for word in words), page.where
        assert (wheel in words) == any(OURS in imported(part) for part in parts), page.where


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["md", "ipynb"])
def test_the_line_that_installs_the_wheel_has_its_whole_address(kind: str, language: str) -> None:
    (page,) = (page for page in pages(ROOT, language) if page.name == "roadmap/stage1/environment")
    (made,) = (one.text for one in make_products(page, language, SITE) if one.kind == kind)
    assert f"pip install {SITE.url}downloads/hanli-" in made
    assert "pip install downloads/" not in made, "the reader of the file has no such folder: see Reader.read_text"


def imported(part: Part) -> set[str]:
    """The packages that a block imports."""
    if not isinstance(part, Code) or part.language != "python" or part.skip:
        return set()
    nodes = list(ast.walk(ast.parse(part.source)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names}


def test_what_no_lock_pins_is_noticed(page: Page) -> None:
    (page.root / "requirements/test.txt").write_text("numpy==2.4.6\n", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"^docs/en/b/page\.md: the code imports scikit-learn, which"):
        make_products(page, "en", SITE)


# ---- run -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLE)
def test_a_kernel_prints_what_the_notebook_shows(name: str) -> None:
    language, page = name.split()
    assert executed.differences(executed.notebook_of(page, language, ROOT), ROOT) == []


def test_an_output_that_is_not_what_a_kernel_prints_is_found(page: Page) -> None:
    page.path.write_text(
        PAGE.replace("```text\n1\n", "```text\n2\n").replace("ValueError: two", "ValueError: three"), encoding="utf-8"
    )
    (page.root / "snippets/a/draw.py").write_text("x = 1\n", encoding="utf-8")
    (page.root / "snippets/a/task.py").write_text("assert x == 1  # cells share their names\n", encoding="utf-8")
    first, second = executed.differences(notebook(page), page.root)
    assert "printed something else: cells share one process, so mark `alone` the block" in first
    assert "block_22" in first and "-ValueError: three\n+ValueError: two" in first
    assert "block_48" in second and "-2\n+1" in second


def test_a_cell_that_fails_is_told(page: Page) -> None:
    page.path.write_text("# A\n\n```python\nraise ValueError(40)\n```\n", encoding="utf-8")
    (told,) = executed.differences(notebook(page), page.root)
    assert "ValueError: 40" in told


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_prints_what_its_page_shows(name: str, tmp_path: Path) -> None:
    language, path = name.split()
    page = Page(ROOT, ROOT / "docs" / language / f"{path}.md")
    file = tmp_path / "page.py"
    file.write_text(product(page, "py", language), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, file], cwd=tmp_path, env=environment("host", ROOT), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    shown = "".join(
        part.output for part in read_parts(page, language, SITE) if isinstance(part, Code) and not part.skip
    )
    assert same(shown, done.stdout, "digits")


# ---- the site --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_site_has_the_products_and_links_them(site: Path, language: str) -> None:
    base = site if language == "zh" else site / "en"
    listed = (base / "llms.txt").read_text(encoding="utf-8")
    for page in pages(ROOT, language):
        name = page.name
        folder = base / re.sub(r"(?:^|/)index$", "", name)
        html = (folder / "index.html").read_text(encoding="utf-8")
        for made in ("ipynb", "py", "md") if any_code(page, language) else ("md",):
            assert (folder / f"{stem_of(name)}.{made}").is_file()
            assert f'<a href="{stem_of(name)}.{made}" download>' in html
        assert listed.count(f"/{stem_of(name)}.md): ") >= 1, (
            f"{page.where}: llms.txt does not name it, or it has no description"
        )
    assert not re.search(r"\.(?:ipynb|py|md)<", (site / "sitemap.xml").read_text(encoding="utf-8"))


def test_products_are_served_where_the_built_pages_say_they_are(site: Path) -> None:
    made = json.loads((site / "roadmap/stage1/creation/creation.ipynb").read_text(encoding="utf-8"))
    address = re.search(r"site_url: (\S+)", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert address and f"]({address[1]}roadmap/stage1/creation/)" in made["cells"][0]["source"]
    assert os.sep not in made["cells"][1]["source"].split("https://")[0]
