"""What the templates show of a page besides its text: data that the site adds to the page's front matter."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.checklists import read_all_checklists
from tools.course_map import read_course_map
from tools.proof import stamp
from tools.proof_table import read_proof_table
from tools.versions.table import read_version_tables

SHOW_PROGRESS = {
    "index",
    "roadmap/index",
    "roadmap/beyond/checklists",
}  # the pages that say how many items of which checklists are ticked


def page_data(
    name: str, template: str | None, titled: Iterable[tuple[str, str, str]], language: str, root: Path
) -> dict[str, Any]:
    """Read what a page's template shows.

    Args:
        name: The page's name under `docs/<language>`, such as `trials/tensors`.
        template: The template that its front matter names, if it does.
        titled: Of each page of the site its name, title and URL, in the order of the navigation.
        language: `zh` or `en`.
        root: The folder of `docs`, `proof` and `curriculum.yml`.

    Returns:
        `proof`, the page's record or None; for the home page `curriculum`; for pages that show progress `checklists`; for the
        proof page the three tables of `tools.proof_table` and the four of `tools.versions.table`.
    """
    data: dict[str, Any] = {"proof": stamp(name, root)}
    if template == "home.html":
        data["curriculum"] = read_course_map(root, language)
    if name in SHOW_PROGRESS:
        data["checklists"] = read_all_checklists(root)
    if template == "proof.html":
        titled = list(titled)
        data |= read_proof_table(titled, root, language) | read_version_tables(titled, root, language)
    return data


NOTEBOOK_TITLE = {"zh": "{title}（笔记本）", "en": "{title} (notebook)"}


def notebook_data(front: dict[str, Any], title: str, stem: str, language: str) -> dict[str, Any]:
    """What the templates show of a page's notebook, which stands one folder below the page.

    Args:
        front: The front matter of the page.
        title: The page's title.
        stem: What the files made of the page are called.
        language: `zh` or `en`.
    """
    return {
        "title": NOTEBOOK_TITLE[language].format(title=title),
        "description": front.get("description"),
        "notebook_of": {"page": "../", "file": f"../{stem}.ipynb"},
    }
