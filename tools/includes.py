"""Include lines of a page: `--8<-- "file"`, replaced as mkdocs.yml tells pymdownx to."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

INCLUDE = re.compile(r'\s*--8<-- "([^":]+)(?::\w+)?"\s*')


@cache
def snippets(root: Path) -> Any:
    """The preprocessor of pymdownx, set as mkdocs.yml sets it."""
    import markdown

    options = {"base_path": [str(root / "snippets"), str(root)], "check_paths": True, "dedent_subsections": True}
    extension = {"pymdownx.snippets": options}
    return markdown.Markdown(extensions=list(extension), extension_configs=extension).preprocessors["snippet"]


def expand(line: str, root: Path) -> list[str]:
    """Replace an include line by what it includes, without the empty line that ends a whole file."""
    lines = snippets(root).run([line])
    return lines[:-1] if INCLUDE.fullmatch(line) and lines and not lines[-1].strip() else lines
