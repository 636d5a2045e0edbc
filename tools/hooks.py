"""MkDocs hooks: English after Chinese, figures from snippets/, the wheel of hanli, captions of outputs, proof stamps, the map of the course.

The pages themselves stay plain Markdown: without this file they still build, with the outputs uncaptioned and the stamps missing.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tools import wheel  # noqa: E402
from tools.assets import SHARED, is_asset, use_assets_of_parent  # noqa: E402
from tools.checklists import mark_items, read_all_checklists, read_checklists  # noqa: E402
from tools.drawings import caption_figures, mark_drawing_code  # noqa: E402
from tools.letters import index_by_letter  # noqa: E402
from tools.levels import draw_level_marks  # noqa: E402
from tools.pages import Page, pages  # noqa: E402
from tools.pairs import mark_pairs  # noqa: E402
from tools.proof import included, stamp  # noqa: E402
from tools.search.index import FIRST, IndexedPage, index_page, keep_unread, list_pages, read_index, write_index  # noqa: E402
from tools.tables import make_cards  # noqa: E402

CAPTIONS = {
    "zh": {
        "exact": "输出 · 逐字核对",
        "digits": "输出 · 数字核对到末位",
        "bound": "输出 · 核对结论",
        "raises": "报错 · 逐字核对",
    },
    "en": {
        "exact": "Output · checked to the letter",
        "digits": "Output · checked to the last digit",
        "bound": "Output · checked statement",
        "raises": "Error · checked to the letter",
    },
}
REASONS = {  # why a block is not run, or on one machine only, in the words of the Chinese page
    "compiles for the machine it runs on, and says only whether the result is right": "为所在的机器编译，只打印结果对不对",
    "shows what processes do, and no number that is computed": "只打印进程做了什么，没有算出来的数",
    "needs a CUDA GPU": "需要 CUDA GPU",
    "needs the network": "需要网络",
}
MARK = re.compile(r"\s*<!--pytest\.mark\.(\w+).*-->\s*")
FIGURES = {".svg", ".png"}
SHOW_PROGRESS = {"index", "roadmap/index"}  # the pages that say how many items of which checklists are ticked
dirty = built = False
indexed: dict[str, dict[str, IndexedPage]] = {"zh": {}, "en": {}}  # kept, as `serve --dirty` reads only changed pages
published: dict[str, set[str]] = {"zh": set(), "en": set()}


def on_startup(command: str, dirty: bool) -> None:
    globals()["dirty"] = globals()["dirty"] or dirty


def on_files(files: Any, config: Any) -> None:
    """Publish the figures beside the snippets and the wheel of hanli, and let `serve --dirty` see a changed snippet."""
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
    if dirty:
        for file in files.documentation_pages():
            file.is_modified = lambda file=file: newest(Path(file.abs_src_path)) > written(Path(file.abs_dest_path))


def newest(page: Path) -> float:
    """When a page or anything that it includes last changed."""
    return max(source.stat().st_mtime for source in (page, *included(page.read_text(encoding="utf-8"), ROOT)))


def written(destination: Path) -> float:
    return destination.stat().st_mtime if destination.exists() else 0.0


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Caption each asserted output with its grade, and take the comments that only the tests need out of the page."""
    captions, marks, shown, lines = CAPTIONS[config.theme["language"]], [], "exact", []
    awaited = False
    for line in markdown.split("\n"):
        if found := MARK.fullmatch(line):
            marks.append(found[1])
            continue
        fence = re.match(r"(\s*)```(\w+)\s*$", line)
        if fence and awaited:
            classes = f".{fence[2]} .no-copy .hanli-output .hanli-{shown}"
            line, awaited = f'{fence[1]}``` {{ {classes} title="{captions[shown]}" }}', False
        elif fence:
            shown, marks = next((mark for mark in ("raises", "digits", "bound") if mark in marks), "exact"), []
        if "<!--pytest-codeblocks:expected-output-->" in line:
            awaited = True
            continue
        lines.append(line)
    try:
        marked = mark_pairs("\n".join(lines), read_include, config.theme["language"])
        return wheel.link(marked, page.file.url, config.theme["language"], ROOT)
    except (ValueError, wheel.WheelError) as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from None


def read_include(name: str) -> str:
    """The text of a file as an include names it."""
    (file,) = included(f'--8<-- "{name}"', ROOT)
    return file.read_text(encoding="utf-8")


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Read the page for the search, name the items of checklists for the browser's memory, and lay out what phones cannot."""
    read_for_search(html, page, config)
    source = Page(ROOT, ROOT / "docs/en" / page.file.src_uri)
    if source.path.exists():  # a page of one language only fails the parity tests, not the build
        html = mark_items(html, read_checklists(source))
    html = caption_figures(mark_drawing_code(make_cards(html)))
    try:
        html = index_by_letter(html, config.theme["language"])
    except ValueError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from None
    return draw_level_marks(html, config.theme["language"])


def read_for_search(html: str, page: Any, config: Any) -> None:
    """Keep what the search finds of a page, and spare Material's own search the work: it only draws the box."""
    pages_of_language = indexed[config.theme["language"]]
    pages_of_language.pop(page.url, None)
    if not (page.meta.get("search") or {}).get("exclude"):
        is_overview = page.file.src_uri.endswith("index.md")
        description = page.meta.get("description") or ""
        pages_of_language[page.url] = index_page(html, page.url, str(page.title), description, is_overview)
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


def on_page_context(context: dict[str, Any], page: Any, config: Any, nav: Any) -> dict[str, Any]:
    """Give the templates the page's proof; the home page its map; the proof page all records."""
    context["proof"] = stamp(name_of(page.file), ROOT)
    if page.meta.get("template") == "home.html":
        context["curriculum"] = curriculum(config.theme["language"])
    if name_of(page.file) in SHOW_PROGRESS:
        context["checklists"] = read_all_checklists(ROOT)
    if page.meta.get("template") == "proof.html":
        context["proofs"] = [
            {"title": each.title, "url": each.url, "proof": record}
            for each in nav.pages
            if (record := stamp(name_of(each.file), ROOT))
        ]
        records = [each["proof"] for each in context["proofs"]]
        context["not_run_reasons"] = counted([each["reasons"] for each in records], config.theme["language"])
        only = [each.get("host_only_reasons", {}) for each in records]  # records before this mark have none
        context["host_only_reasons"] = counted(only, config.theme["language"])
    return context


def counted(reasons: list[dict[str, int]], language: str) -> list[dict[str, Any]]:
    """The reasons of all records, most frequent first, in the language of the page."""
    total = Counter()
    for each in reasons:
        total.update(each)
    words = REASONS if language == "zh" else {}
    return [{"reason": words.get(reason, reason), "count": count} for reason, count in total.most_common()]


def name_of(file: Any) -> str:
    return file.src_uri.removesuffix(".md")


def taught(language: str) -> dict[str, str]:
    """Where each id of the curriculum is taught: id to URL, relative to the site's root of that language."""
    urls = {}
    for page in pages(ROOT, language):
        name = page.path.relative_to(ROOT / "docs" / language).with_suffix("").as_posix()
        url = name.removesuffix("index") if name.endswith("index") else f"{name}/"
        for entry in page.front.get("covers") or []:  # such as T1.3#seed
            identity, mark, anchor = entry.partition("#")
            urls[identity] = url + mark + anchor
    return urls


def curriculum(language: str) -> list[dict[str, Any]]:
    """The map of the course: curriculum.yml in one language, with the URLs of what is taught so far."""
    urls, parts = taught(language), yaml.safe_load((ROOT / "curriculum.yml").read_text(encoding="utf-8"))
    for part in parts:
        part["title"] = part[language]
        for group in part["groups"]:
            group["title"] = group[language]
            for item in group["items"]:
                item |= {"title": item[language], "url": urls.get(item["id"])}
        items = [item for group in part["groups"] for item in group["items"]]
        part |= {"taught": sum(item["url"] is not None for item in items), "total": len(items)}
    return parts


def on_post_page(output: str, page: Any, config: Any) -> str:
    return use_assets_of_parent(output) if config.extra.get("shares_assets") else output


def on_post_template(output: str, template_name: str, config: Any) -> str:
    return use_assets_of_parent(output) if config.extra.get("shares_assets") else output


def on_post_build(config: Any) -> None:
    """Write the search's file; build English into en/ after Chinese, so that `mkdocs build` and `serve` give both."""
    global built
    write_search_index(config)
    if config.theme["language"] == "zh":
        english = load_config(
            str(ROOT / "mkdocs.en.yml"), site_dir=str(Path(config.site_dir) / "en"), strict=config.strict
        )
        english.extra["shares_assets"] = True
        english.plugins.on_startup(command="build", dirty=dirty)
        build(english, dirty=dirty and built)
        for folder in SHARED:  # what mkdocstrings wrote, and the figures that the build checked the pages' images by
            shutil.rmtree(Path(english.site_dir) / folder, ignore_errors=True)
        built = True
