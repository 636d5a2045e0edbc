"""The map of the course: `curriculum.yml` in one language, with the address of what is taught so far."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tools.pages import pages, url_of


def find_taught(root: Path, language: str) -> dict[str, str]:
    """Where each id of the curriculum is taught: id to URL, relative to the root of that language's site."""
    urls = {}
    for page in pages(root, language):
        for entry in page.front.get("covers") or []:  # such as T1.3#seed
            identity, mark, anchor = entry.partition("#")
            urls[identity] = url_of(page.name) + mark + anchor
    return urls


def read_course_map(root: Path, language: str) -> list[dict[str, Any]]:
    """The parts of the course, each with its groups, these with their items.

    Args:
        root: The folder of `curriculum.yml` and `docs`.
        language: `zh` or `en`.

    Returns:
        A dictionary a part: `title`, `taught` and `total` (how many items there are), and `groups`, whose `items` have `id`,
        `title` and `url`, which is None for what no page teaches yet.
    """
    urls, parts = find_taught(root, language), yaml.safe_load((root / "curriculum.yml").read_text(encoding="utf-8"))
    for part in parts:
        part["title"] = part[language]
        for group in part["groups"]:
            group["title"] = group[language]
            for item in group["items"]:
                item |= {"title": item[language], "url": urls.get(item["id"])}
        items = [item for group in part["groups"] for item in group["items"]]
        part |= {"taught": sum(item["url"] is not None for item in items), "total": len(items)}
    return parts
