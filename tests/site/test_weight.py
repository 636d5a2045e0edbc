"""What a page makes a reader download, compressed as hosts compress it. A budget may be lowered freely."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from built import LANGUAGES, address, css_urls, pages, read, target

from tools.search.index import read_index

# In kB, some 15 % above what was measured on 2026-11-22.
EVERY_PAGE = 80  # 77.1: style sheets and scripts, the same for all pages and so fetched once; Material's are 57
HTML = 47  # 40.7, the longest page, trials/deploy; half of it is highlighted code
MATHS = 92  # 79.3, script and style; fonts come on top, 26 for the first letter
DIAGRAMS = 1125  # 976, fetched while the page can already be read
DEMONSTRATION = 4.6  # 4.0, style and frame; what a button fetches comes on top:
RUNTIME = 3700  # 3672, ONNX Runtime Web
MODEL = 2000  # each; larger networks are not for a page
DRAWING = 16.5  # 14.4, SVG: six optimizers, eighty steps each
PHOTOGRAPH = 98  # 84.5, PNG: six crops of a cat
TEXT_PAGE = 150  # all that a page without figures, mathematics and diagrams makes a reader fetch
TWICE = 1000  # bytes of a file that both languages may have of their own
# Fetched when the search box first gets the focus. It answers as soon as it has the scripts and the headings, and fetches the
# texts meanwhile, a file for each folder of pages.
SEARCH = 30  # 26, scripts
HEADINGS = 50  # 31 with 78 pages, for a course of twice as many lessons
TEXTS = 120  # 101, stage 2
TEXT_OF_A_PAGE = 7  # 6.5, the mean


def weight(file: Path) -> float:
    """Thousands of bytes, compressed; pictures and fonts of packed formats as they are."""
    content = file.read_bytes()
    return min(len(gzip.compress(content)), len(content)) / 1000


def loaded(site: Path, page: Path) -> set[Path]:
    """The files of the site that a page loads before anyone touches it."""
    goals = [target(site, page, url) for url in read(page).loads]
    return {goal[0] for goal in goals if goal}


def heaviest(weights: dict[str, float]) -> tuple[float, str]:
    return max((size, name) for name, size in weights.items())


def special(file: Path) -> bool:
    return bool({"vendor", "demos"} & set(file.parts)) or file.name in {"maths.js", "diagrams.js"}


@pytest.fixture(scope="module")
def every(site: Path) -> list[Path]:
    return pages(site.resolve())


def test_styles_and_scripts_of_a_text_page(site: Path, every: list[Path]) -> None:
    weights = {}
    for page in every:
        files = {file for file in loaded(site.resolve(), page) if file.suffix in {".css", ".js"}}
        weights[str(page)] = sum(weight(file) for file in files if not special(file))
    size, name = heaviest(weights)
    assert size <= EVERY_PAGE, name


def test_the_page_itself(site: Path, every: list[Path]) -> None:
    size, name = heaviest({address(site.resolve(), page): weight(page) for page in every})
    assert size <= HTML, name


@pytest.mark.parametrize(("kind", "budget"), [(".svg", DRAWING), (".png", PHOTOGRAPH)])
def test_figures(site: Path, kind: str, budget: float) -> None:
    size, name = heaviest({str(file): weight(file) for file in site.glob(f"figures/**/*{kind}")})
    assert size <= budget, name


def test_no_large_file_is_published_twice(site: Path) -> None:
    """Figures, styles and scripts stand once, for both languages."""
    files: dict[str, list[Path]] = {}
    for file in site.rglob("*.*"):
        if file.is_file() and file.stat().st_size > TWICE:
            files.setdefault(hashlib.sha256(file.read_bytes()).hexdigest(), []).append(file)
    assert not [[str(file.relative_to(site)) for file in same] for same in files.values() if len(same) > 1]


def test_a_text_page_with_all_that_it_loads(site: Path, every: list[Path]) -> None:
    weights = {}
    for page in every:
        files = {
            file for file in loaded(site.resolve(), page) if file.suffix not in {".png", ".svg"} and not special(file)
        }
        weights[str(page)] = weight(page) + sum(weight(file) for file in files)
    size, name = heaviest(weights)
    assert size <= TEXT_PAGE, name


@pytest.mark.parametrize(("language", "prefix"), LANGUAGES.items())
def test_search(site: Path, language: str, prefix: str) -> None:
    folder = site / prefix / "search"
    first = folder / "sections.json"
    assert weight(first) <= HEADINGS
    texts = {file.name: weight(file) for file in folder.glob("texts/*.json")}
    assert sorted(f"texts/{name}" for name in texts) == sorted(json.loads(first.read_text("utf-8"))["texts"])
    assert max(texts.values()) <= TEXTS, texts
    assert sum(texts.values()) / len(read_index(folder)) <= TEXT_OF_A_PAGE
    assert not (site / prefix / "search/search_index.json").exists()
    scripts = [*(site / "assets/search").glob("*.js"), site / "assets/vendor/minisearch/minisearch.js"]
    assert sum(weight(script) for script in scripts) <= SEARCH


def test_mathematics_diagrams_and_demonstrations_are_loaded_by_the_pages_that_use_them(
    site: Path, every: list[Path]
) -> None:
    for page in every:
        html = page.read_text("utf-8")
        names = {file.name for file in loaded(site.resolve(), page)}
        assert ("maths.js" in names) == ('class="arithmatex"' in html), page
        assert ("diagrams.js" in names) == ('class="mermaid"' in html), page
        for name in ("frame.js", "demos.css"):
            assert (name in names) == ('class="hanli-demo"' in html), page
        assert not {"katex.min.js", "katex.min.css"} & names, f"{page}: assets/maths.js loads KaTeX when it is needed"


def test_mathematics_and_diagrams(site: Path) -> None:
    vendor = site / "assets/vendor"
    assert weight(vendor / "katex/katex.min.js") + weight(vendor / "katex/katex.min.css") <= MATHS
    assert weight(vendor / "mermaid/mermaid.min.js") <= DIAGRAMS


def test_demonstrations(site: Path) -> None:
    assets = site / "assets"
    assert sum(weight(assets / "demos" / name) for name in ("frame.js", "demos.css")) <= DEMONSTRATION
    assert sum(weight(file) for file in (assets / "vendor/onnxruntime").glob("ort*")) <= RUNTIME
    for model in (assets / "models").iterdir():
        assert weight(model) <= MODEL, model.name


def test_only_fonts_of_mathematics_are_shipped(site: Path) -> None:
    """The text is set in the reader's own fonts."""
    sheets = [sheet for sheet in site.rglob("*.css") if "katex" not in sheet.parts]
    assert not [url for sheet in sheets for url in css_urls(sheet.read_text("utf-8")) if ".woff" in url]
