"""The files that a page is made into, and `llms.txt`, which names them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from packaging.utils import canonicalize_name

from tools import wheel
from tools.imports import OURS, imports_of
from tools.pages import Page
from tools.products.notebook import NotebookError, make_notebook
from tools.products.parts import Code, Part, Site, read_parts
from tools.products.plain import make_markdown
from tools.products.script import make_script

DISTRIBUTIONS = {
    "functorch": "torch",
    "pytorch_grad_cam": "grad-cam",
    "sklearn": "scikit-learn",
    "skimage": "scikit-image",
    "PIL": "pillow",
    "yaml": "pyyaml",
}
"""The distributions whose modules have another name."""

PINNED = re.compile(r"(?m)^([\w.-]+)==([\w.+!-]+)")


@dataclass(frozen=True)
class Product:
    """A file made of a page: its kind, by its ending, its name and its text."""

    kind: str
    name: str
    text: str


def make_products(page: Page, language: str, site: Site) -> list[Product]:
    """Make a notebook and a script, if the page has code, and plain Markdown.

    Args:
        page: The page.
        language: `zh` or `en`.
        site: Where its links lead to.
    """
    url, stem = site.page(page.name, language), stem_of(page.name)
    parts = read_parts(page, language, site)
    products = [Product("md", f"{stem}.md", make_markdown(parts, url, language))]
    if any(isinstance(part, Code) for part in parts):
        packages = packages_of(parts, page.where, page.root, site)
        notebook = make_notebook(parts, page.where, url, language, packages, page.root)
        text = json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
        script = make_script(parts, f"{stem}.py", url, language, packages)
        products = [Product("ipynb", f"{stem}.ipynb", text), Product("py", f"{stem}.py", script), *products]
    return products


def stem_of(name: str) -> str:
    """What the files of a page are called: as the page, or as the folder that it introduces."""
    return "home" if name == "index" else re.sub(r"/index$", "", name).rpartition("/")[2]


def packages_of(parts: list[Part], where: str, root: Path, site: Site) -> list[str]:
    """What the code of a page imports, itself and by `hanli`, in the versions that the tests have.

    Raises:
        NotebookError: It imports what no lock pins.
    """
    blocks = [part for part in parts if isinstance(part, Code) and part.language == "python" and not part.skip]
    files = [text for block in blocks for name, text in block.beside.items() if name.endswith(".py")]
    sources = [*(block.source for block in blocks), *files]
    imported = {name for source in sources for name in imports_of(source, root)}
    pinned = read_pins(root)
    written = {name for name in imported if any(f'{name}.py"' in source for source in sources)}
    local = {
        name for name in written if canonicalize_name(name) not in pinned
    }  # some write a torch.py, to show what it does
    local |= {Path(name).stem for block in blocks for name in block.beside}
    needed = sorted({canonicalize_name(DISTRIBUTIONS.get(name, name)) for name in imported if name not in local})
    for name in needed:
        if name not in {*pinned, OURS}:
            raise NotebookError(
                f"{where}: the code imports {name}, which requirements/test.txt does not pin: add it to the group test of "
                "pyproject.toml, or its distribution to DISTRIBUTIONS in tools/products/written.py"
            )
    words = [f"{name}=={pinned[name]}" for name in needed if name != OURS]
    return words + ([f"{site.url}{wheel.FOLDER}/{wheel.name(root)}"] if OURS in needed else [])


@cache
def read_pins(root: Path) -> dict[str, str]:
    """The locked versions."""
    lock = (root / "requirements/test.txt").read_text(encoding="utf-8")
    return {canonicalize_name(name): version for name, version in PINNED.findall(lock)}


def write_products(products: list[Product], folder: Path) -> None:
    """Write the files beside the page."""
    for product in products:
        (folder / product.name).write_text(product.text, encoding="utf-8")


def make_llms_txt(title: str, description: str, entries: list[tuple[str, str, str]]) -> str:
    """The list of the pages for programs that read: of each its title, the address of its Markdown and its description.

    Source: <https://llmstxt.org>
    """
    lines = [f"- [{name}]({url}){f': {about}' if about else ''}" for name, url, about in entries]
    return "\n".join([f"# {title}", "", f"> {description}", "", *lines]) + "\n"
