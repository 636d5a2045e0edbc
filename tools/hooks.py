"""MkDocs hooks: English after Chinese, figures from snippets/, the wheel of hanli, and what templates show.

What is done to a page stands in `tools.transform`, and what templates show of it in `tools.page_data`, without MkDocs. Without this file the pages still build, uncaptioned and without stamps.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools import wheel  # noqa: E402
from tools.assets import SHARED, is_asset, use_assets_of_parent  # noqa: E402
from tools.drawings import mark_drawing_code  # noqa: E402
from tools.notebooks.plugin import convert, notebook_files, page_shown_by, set_up  # noqa: E402
from tools.page_data import notebook_data, page_data  # noqa: E402
from tools.pages import Page  # noqa: E402
from tools.products.notebook import NotebookError  # noqa: E402
from tools.products.parts import LANGUAGE_PATHS, Site  # noqa: E402
from tools.products.written import Product, make_llms_txt, make_products, stem_of, write_products  # noqa: E402
from tools.proof import included  # noqa: E402
from tools.search.index import FIRST, IndexedPage, index_page, keep_unread, list_pages, read_index, write_index  # noqa: E402
from tools.transform import transform_html, transform_markdown  # noqa: E402

FIGURES = {".svg", ".png"}
dirty = built = False
products: dict[tuple[str, str], list[Product]] = {}  # what is to be written beside a page, by language and name
indexed: dict[str, dict[str, IndexedPage]] = {"zh": {}, "en": {}}  # kept, as `serve --dirty` reads only changed pages
ordered: dict[str, list[Any]] = {}  # the pages of a language in the order of the navigation
published: dict[str, set[str]] = {"zh": set(), "en": set()}


def on_startup(command: str, dirty: bool) -> None:
    globals()["dirty"] = globals()["dirty"] or dirty


def on_config(config: Any) -> Any:
    """Prepare mkdocs-jupyter, and take the site's address from the environment, if there: who publishes the site knows it."""
    try:
        set_up(config)
    except NotebookError as error:
        raise PluginError(str(error)) from None
    if (address := os.environ.get("SITE_URL")) and config.theme["language"] == "zh":
        config.site_url = address.rstrip("/") + "/"
    return config


def on_files(files: Any, config: Any) -> None:
    """Publish the figures beside the snippets, the wheel of hanli and the notebooks; let `serve --dirty` see a changed snippet."""
    for figure in sorted(path for path in (ROOT / "snippets").rglob("*") if path.suffix in FIGURES):
        uri = "figures/" + figure.relative_to(ROOT / "snippets").as_posix()
        files.append(File.generated(config, uri, abs_src_path=str(figure)))
    if config.theme["language"] == "zh":  # once, for both languages
        uri = f"{wheel.FOLDER}/{wheel.name(ROOT)}"
        files.append(File.generated(config, uri, content=wheel.build(ROOT)))
    if config.extra.get("shares_assets"):
        for file in [file for file in files if is_asset(file.src_uri)]:
            files.remove(file)
    published[config.theme["language"]] = {file.url.removeprefix("./") for file in files.documentation_pages()}
    try:
        for file in notebook_files(config, ROOT, config.theme["language"], site_of(config)):
            files.append(file)
    except NotebookError as error:
        raise PluginError(str(error)) from None
    if dirty:
        for file in files.documentation_pages():
            file.is_modified = lambda file=file: newest(source_of(file)) > written(Path(file.abs_dest_path))


def source_of(file: Any) -> Path:
    """The Markdown that a page is made from, a notebook too."""
    shown = page_shown_by(file)
    return shown.path if shown else Path(file.abs_src_path)


def newest(page: Path) -> float:
    """When a page or anything that it includes last changed."""
    return max(source.stat().st_mtime for source in (page, *included(page.read_text(encoding="utf-8"), ROOT)))


def written(destination: Path) -> float:
    return destination.stat().st_mtime if destination.exists() else 0.0


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    if shown := page_shown_by(page.file):
        original = files.get_file_from_path(f"{shown.name}.md").page
        page.parent, page.canonical_url = original.parent, original.canonical_url
        return convert(page, config, files)
    try:
        return transform_markdown(markdown, page.file.url, config.theme["language"], ROOT)
    except (ValueError, wheel.WheelError) as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from None


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Read the page for the search, then transform it."""
    read_for_search(html, page, config)
    try:
        return transform_html(html, name_of(page.file), config.theme["language"], ROOT)
    except ValueError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from None


def read_for_search(html: str, page: Any, config: Any) -> None:
    """Keep what the search finds of a page, and spare Material's own search the work: it only draws the box."""
    pages_of_language = indexed[config.theme["language"]]
    pages_of_language.pop(page.url, None)
    if not (page.meta.get("search") or {}).get("exclude") and not page_shown_by(page.file):
        is_overview = page.file.src_uri.endswith("index.md")
        description = page.meta.get("description") or ""
        marked = mark_drawing_code(html)
        pages_of_language[page.url] = index_page(marked, page.url, str(page.title), description, is_overview)
    page.meta["search"] = {"exclude": True}


def write_search_index(config: Any) -> None:
    """Write what the search box loads in place of the index of Material's own search."""
    folder, language = Path(config.site_dir) / "search", config.theme["language"]
    (folder / "search_index.json").unlink(missing_ok=True)
    current = [page for url, page in indexed[language].items() if url in published[language]]
    entries = list_pages(current)
    if dirty and (folder / FIRST).is_file():
        entries = keep_unread(entries, read_index(folder), published[language])
    write_index(entries, folder, ROOT, language)


def on_nav(nav: Any, config: Any, files: Any) -> None:
    """Keep the order of the pages for `llms.txt`."""
    ordered[config.theme["language"]] = list(nav.pages)


def write_llms_txt(config: Any) -> None:
    """Name the Markdown of every page for programs that read."""
    language, site = config.theme["language"], site_of(config)
    entries = []
    for page in ordered[language]:
        name = name_of(page.file)
        address = f"{site.page(name, language)}{stem_of(name)}.md"
        entries.append((str(page.title), address, page.meta.get("description") or ""))
    text = make_llms_txt(config.site_name, config.site_description or "", entries)
    Path(config.site_dir, "llms.txt").write_text(text, encoding="utf-8")


def on_page_context(context: dict[str, Any], page: Any, config: Any, nav: Any) -> dict[str, Any]:
    """Add to the page's front matter what the templates show of it."""
    titled = [(name_of(each.file), each.title, each.url) for each in nav.pages]
    language, name = config.theme["language"], name_of(page.file)
    if shown := page_shown_by(page.file):
        page.meta |= notebook_data(shown.front, str(page.title), stem_of(name), language)
        return context
    page.meta |= page_data(name, page.meta.get("template"), titled, language, ROOT)
    page.meta["products"] = [
        {"kind": product.kind, "name": product.name} for product in make_page_products(name, config)
    ]
    return context


def make_page_products(name: str, config: Any) -> list[Product]:
    """Make the notebook, script and Markdown of a page."""
    language = config.theme["language"]
    page = Page(ROOT, ROOT / "docs" / language / f"{name}.md")
    try:
        made = make_products(page, language, site_of(config))
    except NotebookError as error:
        raise PluginError(str(error)) from None
    products[language, name] = made
    return made


def site_of(config: Any) -> Site:
    """The address of both languages' site."""
    return Site(str(config.site_url or "/").removesuffix(LANGUAGE_PATHS[config.theme["language"]]))


def name_of(file: Any) -> str:
    """The name of a page; of a notebook, that of the page that it shows."""
    shown = page_shown_by(file)
    return shown.name if shown else file.src_uri.removesuffix(".md")


def on_template_context(context: dict[str, Any], template_name: str, config: Any) -> dict[str, Any]:
    """Leave the notebooks out of the sitemap: it names each page once."""
    context["pages"] = [file for file in context["pages"] if not page_shown_by(file)]
    return context


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Write what is made of a page beside it; the folder is there once the page is written."""
    folder = Path(page.file.abs_dest_path).parent
    folder.mkdir(parents=True, exist_ok=True)
    write_products(products.pop((config.theme["language"], name_of(page.file)), []), folder)
    return use_assets_of_parent(output) if config.extra.get("shares_assets") else output


def on_post_template(output: str, template_name: str, config: Any) -> str:
    return use_assets_of_parent(output) if config.extra.get("shares_assets") else output


def on_post_build(config: Any) -> None:
    """Write the search's file; build English into en/ after Chinese, so that `mkdocs build` and `serve` give both."""
    global built
    write_search_index(config)
    write_llms_txt(config)
    if config.theme["language"] == "zh":
        english = load_config(
            str(ROOT / "mkdocs.en.yml"), site_dir=str(Path(config.site_dir) / "en"), strict=config.strict
        )
        english.site_url = f"{site_of(config).url}{LANGUAGE_PATHS['en']}"  # `serve` and the environment name another
        english.extra["shares_assets"] = True
        english.plugins.on_startup(command="build", dirty=dirty)
        build(english, dirty=dirty and built)
        for folder in SHARED:  # what mkdocstrings wrote, and the figures that the build checked the pages' images by
            shutil.rmtree(Path(english.site_dir) / folder, ignore_errors=True)
        built = True
