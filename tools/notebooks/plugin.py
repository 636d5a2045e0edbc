"""Notebooks as pages of MkDocs: mkdocs-jupyter reads and converts them, by our template, and the site renders what comes out.

As it comes, mkdocs-jupyter renders the text of a notebook itself, without the site's Markdown, its links and its style.
"""

from __future__ import annotations

import atexit
import logging
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, InclusionLevel
from mkdocs_jupyter.config import settings
from mkdocs_jupyter.plugin import NotebookFile

from tools.notebooks.shown import file_of, make_shown, pages_to_show, read_converted
from tools.pages import Page
from tools.products.notebook import NotebookError
from tools.products.parts import Site

PLUGIN = "mkdocs-jupyter"
VERSION = "0.26.3" if sys.version_info < (3, 12) else "0.27.0"
TEMPLATES = Path(__file__).parent / "templates"

folder = tempfile.TemporaryDirectory(prefix="notebooks-")  # mkdocs-jupyter reads files only
atexit.register(folder.cleanup)


def set_up(config: Any, installed: str = "") -> None:
    """Give mkdocs-jupyter our template, and the settings that its versions do not share.

    Raises:
        NotebookError: It is another version than ours, or the configuration lacks it.
    """
    installed = installed or version(PLUGIN)
    if installed != VERSION:
        raise NotebookError(
            f"requirements/site.txt: notebooks are shown by {PLUGIN} {VERSION}, and {installed} is installed: "
            "uv pip sync requirements/site.txt (or requirements/test.txt)"
        )
    if PLUGIN not in config.plugins:
        raise NotebookError(
            f"{Path(config.config_file_path).name}: `plugins` lacks {PLUGIN}: add it as mkdocs.yml has it"
        )
    logging.getLogger("mkdocs.mkdocs-jupyter").setLevel(logging.WARNING)  # it names each notebook
    settings.templates_dir = str(TEMPLATES)
    config.plugins[PLUGIN].config["mathjax_version"] = 2  # from 0.27 on: none of its own in every page


def notebook_files(config: Any, root: Path, language: str, site: Site) -> Iterator[File]:
    """The notebooks of the pages that ask for one, as files that MkDocs takes for pages; each knows the page that it shows."""
    for page in pages_to_show(root, language):
        source = Path(folder.name, language, file_of(page.name))
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(make_shown(page, language, site), encoding="utf-8")
        generated = File.generated(config, file_of(page.name), abs_src_path=str(source))
        file = NotebookFile(generated, **config)
        file.abs_src_path, file.inclusion = str(source), InclusionLevel.NOT_IN_NAV  # which 0.26.3 forgets
        file.shows = page
        yield file


def page_shown_by(file: Any) -> Page | None:
    """The page that a file shows as a notebook, or None for any other file."""
    return getattr(file, "shows", None)


def convert(page: Any, config: Any, files: Any) -> str:
    """Have mkdocs-jupyter convert a notebook, and leave the rendering of what it makes to MkDocs.

    It has put itself in the place of the page's `render`, which MkDocs calls next.
    """
    page.render(config, files)
    del page.render
    return read_converted(page.content, config.theme["language"])
