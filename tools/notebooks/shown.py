"""A page as the notebook that the site shows: the cells and outputs of its download, with the page's own markup and links."""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass
from html import unescape
from itertools import count
from pathlib import Path

from tools.captions import caption_outputs
from tools.pages import Page, pages, url_of
from tools.products.notebook import NotebookError, make_notebook
from tools.products.parts import Code, Part, Site, Text, read_parts
from tools.products.written import packages_of

KEY = "notebook"
"""What a page says in its front matter to be shown as a notebook, and the name of the page that shows it."""

CELL = re.compile(r"(?m)^( *)```python$")


@dataclass(frozen=True)
class Beside(Site):
    """Where links lead to from a file of a language: relative, and to the files of the pages, which the program that builds the
    site turns into addresses."""

    folder: str = ""

    def page(self, name: str, language: str) -> str:
        return posixpath.relpath(f"{name}.md", self.folder)

    def file(self, path: str, language: str) -> str:
        return posixpath.relpath(path, self.folder)


def pages_to_show(root: Path, language: str) -> list[Page]:
    """The pages of a language that ask to be shown as notebooks.

    Raises:
        NotebookError: A page asks in other words.
    """
    asking = [page for page in pages(root, language) if KEY in page.front]
    for page in asking:
        if page.front[KEY] is not True:
            line = page.front_line(KEY)
            raise NotebookError(
                f"{page.where}:{line}: `{KEY}: {page.front[KEY]}` says nothing: write `{KEY}: true` or no such line"
            )
    return asking


def file_of(name: str) -> str:
    """The file, under the folder of its language, that the notebook of a page would be: `trials/tensors/notebook.ipynb`."""
    return f"{url_of(name)}{KEY}.ipynb"


def make_shown(page: Page, language: str, site: Site) -> str:
    """Make the notebook of a page as the site shows it.

    Args:
        page: The page.
        language: `zh` or `en`.
        site: Where the pages are published, for what its code installs.

    Raises:
        NotebookError: The page has no notebook, holds what no cell can hold, or draws what it does not show.
    """
    beside = Beside("", posixpath.dirname(file_of(page.name)))
    parts = read_parts(page, language, beside, keep_markup=True)
    if not any(isinstance(part, Code) for part in parts):
        raise NotebookError(
            f"{page.where}:{page.front_line(KEY)}: no block of this page runs, so it has no notebook: take the line `{KEY}: true` out"
        )
    check_pictures(parts, page.where)
    packages = packages_of(parts, page.where, page.root, site)
    url = beside.page(page.name, language)
    notebook = make_notebook(parts, page.where, url, language, packages, page.root, embed=False)
    return json.dumps(notebook, ensure_ascii=False) + "\n"


def check_pictures(parts: list[Part], where: str) -> None:
    """See that the text shows, hence describes, every picture that a block draws."""
    text = "\n".join(part.markdown for part in parts if isinstance(part, Text))
    for block in (part for part in parts if isinstance(part, Code)):
        for name, path in block.figures.items():
            if f"/{path.parent.name}/{name})" not in text:
                raise NotebookError(
                    f"{where}: the block {block.name} draws {name}, which the page does not show: show it and describe it by "
                    "![…](…), since a picture in a notebook needs its words"
                )


def read_converted(converted: str, language: str) -> str:
    """The Markdown that our template made of a notebook, escaped, without the style that mkdocs-jupyter adds.

    Outputs are captioned with their grade, and cells with the number that a kernel gives them when all are run.
    """
    numbers = count(1)
    markdown = unescape(converted.rpartition("<style>")[0]).strip() + "\n"
    captioned = caption_outputs(markdown, language)
    return CELL.sub(lambda cell: f'{cell[1]}``` {{ .python .hanli-cell title="[{next(numbers)}]" }}', captioned)
