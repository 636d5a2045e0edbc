"""The wheel of `hanli` that the site serves: built with the site, always from the sources as they are, to the byte the same."""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
import tomllib
import zipfile
from functools import lru_cache
from pathlib import Path

FOLDER = "downloads"
NAMED = re.compile(rf"{FOLDER}/(hanli-[\w.]+?-py3-none-any\.whl)")
FENCE = re.compile(r"( *)```")
NOTES = {
    "zh": "上面这一行缺少本站的网址，因为浏览器没有运行 JavaScript。请先把 {link} 下载到名为 <code>{folder}</code> 的文件夹里，再运行它。",
    "en": "The line above lacks the address of this site, because your browser runs no JavaScript. First download {link} into a folder "
    "named <code>{folder}</code>, then run the line.",
}


class WheelError(Exception):
    """A page or a wheel that does not fit the sources, in one line: what, and what to do."""


def name(root: Path) -> str:
    """The file name of the wheel, by the version in pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name']}-{project['version']}-py3-none-any.whl"


def code(root: Path) -> list[Path]:
    """The files of the library."""
    return sorted(path for path in (root / "hanli").rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def sources(root: Path) -> list[Path]:
    """The files that the wheel is built from."""
    return [root / "pyproject.toml", root / "README.en.md", root / "LICENSE", *code(root)]


def build(root: Path) -> bytes:
    """The wheel of the sources in `root`; built again only when one of them has changed."""
    digest = hashlib.sha256()
    for path in sources(root):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return _built(root, digest.hexdigest())


@lru_cache(maxsize=1)
def _built(root: Path, digest: str) -> bytes:
    from hatchling.builders.wheel import WheelBuilder

    with tempfile.TemporaryDirectory() as folder:
        (made,) = WheelBuilder(str(root)).build(directory=folder, versions=["standard"])
        return Path(made).read_bytes()


def differences(wheel: bytes, root: Path) -> list[str]:
    """One line for each file of `hanli` that the wheel lacks, has too many, or has otherwise than the sources."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        packed = {path: archive.read(path) for path in archive.namelist() if ".dist-info/" not in path}
    here = {path.relative_to(root).as_posix(): path.read_bytes() for path in code(root)}
    return [
        f"{name(root)}: {path} is not the one of the sources: build the site again, which builds the wheel"
        for path in sorted(packed.keys() | here.keys())
        if packed.get(path) != here.get(path)
    ]


def link(markdown: str, url: str, language: str, root: Path) -> str:
    """After each fence that installs the wheel, say where it is: the script of the page makes that the line's address.

    `url` is the page's own, relative to its language's part of the site.
    """
    up = "../" * (url.count("/") + (language != "zh"))
    lines: list[str] = []
    indent, wheel = None, None
    for line in markdown.split("\n"):
        lines.append(line)
        fence = FENCE.match(line)
        if indent is None:
            indent, wheel = (fence[1], None) if fence else (None, None)
        elif fence and line.strip() == "```":
            if wheel:
                address = f'<a href="{up}{FOLDER}/{wheel}">{wheel}</a>'
                note = NOTES[language].format(link=address, folder=FOLDER)
                lines += ["", f'{indent}<p class="hanli-wheel">{note}</p>']
            indent = None
        elif found := NAMED.search(line):
            wheel = found[1]
            if wheel != name(root):
                raise WheelError(f"{line.strip()}: the site serves {name(root)}: write its version")
    return "\n".join(lines)
