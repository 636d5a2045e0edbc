"""The pages as they are after `tools.transform`, written to a folder: for a program that builds sites but runs no hooks."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from tools import wheel
from tools.page_data import page_data
from tools.pages import Page, pages, url_of
from tools.transform import transform_html, transform_markdown

CONFIGURATION = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}
COPIED = ("overrides", "snippets", "benchmarks", "hanli", "README.en.md", "LICENSE", "pyproject.toml")
FIGURES = {".svg", ".png"}
FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


def stage(root: Path, folder: Path) -> None:
    """Write both languages' pages, configuration and figures to a folder that does not exist yet.

    Args:
        root: The folder of `docs`, `snippets`, `proof` and the configuration.
        folder: Where to write; its `mkdocs.yml` and `mkdocs.en.yml` name no hooks.
    """
    folder.mkdir(parents=True)
    for name in COPIED:
        copy = shutil.copytree if (root / name).is_dir() else shutil.copy
        copy(root / name, folder / name)
    for language, configuration in CONFIGURATION.items():
        text = (root / configuration).read_text(encoding="utf-8")
        (folder / configuration).write_text(re.sub(r"(?m)^(hooks|watch): .*\n", "", text), encoding="utf-8")
        stage_pages(root, folder / "docs" / language, language)
        stage_figures(root / "snippets", folder / "docs" / language / "figures")
    built = folder / "docs/zh" / wheel.FOLDER / wheel.name(root)
    built.parent.mkdir()
    built.write_bytes(wheel.build(root))


def stage_pages(root: Path, folder: Path, language: str) -> None:
    """Write the pages of one language, transformed, with what the templates show in their front matter."""
    every = list(pages(root, language))
    shutil.copytree(root / "docs" / language, folder, ignore=shutil.ignore_patterns("*.md"))
    titled = [(page.name, title_of(page), url_of(page.name)) for page in every]
    for page, (name, _, url) in zip(every, titled, strict=True):
        data = page.front | page_data(name, page.front.get("template"), titled, language, root)
        text = FRONT.sub("", page.path.read_text(encoding="utf-8"))
        written = folder / f"{name}.md"
        written.parent.mkdir(parents=True, exist_ok=True)
        front = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        written.write_text(f"---\n{front}---\n{transform_markdown(text, url, language, root)}", encoding="utf-8")


def stage_figures(snippets: Path, folder: Path) -> None:
    """Copy the figures that stand beside the snippets."""
    for figure in sorted(path for path in snippets.rglob("*") if path.suffix in FIGURES):
        copied = folder / figure.relative_to(snippets)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(figure, copied)


def finish(root: Path, site: Path, language: str) -> None:
    """Transform the HTML of a built site of one language, page by page."""
    for page in pages(root, language):
        file = site / url_of(page.name) / "index.html"
        file.write_text(transform_html(file.read_text(encoding="utf-8"), page.name, language, root), encoding="utf-8")


def title_of(page: Page) -> Any:
    """The page's first heading, or its name."""
    found = re.search(r"(?m)^# (.+?)(?: \{.*\})?$", page.path.read_text(encoding="utf-8"))
    return found[1] if found else page.path.stem
