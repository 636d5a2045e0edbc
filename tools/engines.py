"""Build the site with three programs and compare what their pages show: `python -m tools.engines`.

MkDocs builds it as always. ProperDocs, which goes on with MkDocs 1.x, builds the same folder. Zensical runs no hooks: it
builds what `tools.staging` writes, and its pages are finished afterwards. Each runs in an environment of its own, made by uv.

Source: <https://zensical.org/docs/compatibility/mkdocs/>
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.notebooks.shown import KEY
from tools.staging import CONFIGURATION, finish, stage

ROOT = Path(__file__).parents[1]
PROPERDOCS, ZENSICAL = "properdocs==1.6.7", "zensical==0.0.73"
COUNTED = {  # what stands in the pages, by a pattern of their HTML
    "captions of outputs": r'class="[^"]*\bhanli-output\b',
    "stamps": r'class="hanli-proof[ "]',
    "figures": r'<img\b[^>]*\bsrc="[^"]*figures/',
    "captions of figures": r"<figcaption",
    "marks of notes": r'<span class="c1"># \(\d+\)',
    "pairs of wrong and right": r'class="[^"]*\bhanli-difference\b',
    "headings": r"<h[1-6] id=",
    "items of checklists": r'class="task-list-item',
    "formulas": r'class="arithmatex"',
    "entries of the map": r'class="hanli-map__(?:taught|later)"',
    "rows of the proof table": r'<th scope="row">',
    "tables as cards": r"<table data-cards",
    "test comments left": r"<!--pytest",
}


@dataclass(frozen=True)
class Engine:
    """A program that builds the site: its name in the table and how it is run, given a folder to build into."""

    name: str
    build: Callable[[Path], None]


def run(packages: list[str], command: list[str], folder: Path) -> None:
    """Run a command with the site's requirements and some packages, in `folder`.

    Raises:
        SystemExit: The command failed; what it printed is shown.
    """
    requirements = ["--with-requirements", str(ROOT / "requirements/site.txt")]
    extra = [part for package in packages for part in ("--with", package)]
    isolated = ["uv", "run", "--isolated", "--no-project", "--env-file", str(ROOT / "tools/serve.env")]
    done = subprocess.run([*isolated, *requirements, *extra, *command], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def build_with_mkdocs(site: Path) -> None:
    run([], ["mkdocs", "build", "--strict", "--site-dir", str(site)], ROOT)


def build_with_properdocs(site: Path) -> None:
    run([PROPERDOCS], ["properdocs", "build", "--strict", "--site-dir", str(site)], ROOT)


def build_with_zensical(site: Path) -> None:
    """Stage, build both languages, and finish; Zensical writes into the folder that it reads."""
    staged = site.parent / f"{site.name}-staged"
    stage(ROOT, staged)
    for configuration in CONFIGURATION.values():
        run([ZENSICAL], ["zensical", "build", "-f", configuration], staged)
    (staged / "site").rename(site)
    for language, below in (("zh", site), ("en", site / "en")):
        finish(ROOT, below, language)


ENGINES = (
    Engine("MkDocs", build_with_mkdocs),
    Engine("ProperDocs", build_with_properdocs),
    Engine("Zensical, staged", build_with_zensical),
)


def count(site: Path) -> dict[str, int]:
    """How often each of `COUNTED` stands in the pages of a site, and how many pages there are.

    Not in those that show a page as a notebook: what is staged has none.
    """
    files = [file for file in sorted(site.rglob("*.html")) if file.parent.name != KEY]
    texts = [file.read_text(encoding="utf-8") for file in files]
    found = {name: sum(len(re.findall(pattern, text)) for text in texts) for name, pattern in COUNTED.items()}
    return {"pages": len(texts)} | found


def table(counts: dict[str, dict[str, int]]) -> str:
    """The counts as a Markdown table: a row a thing, a column an engine; a row that differs is marked."""
    names = list(counts)
    lines = ["| " + " | ".join(["", *names]) + " |", "| --- |" + " ---: |" * len(names)]
    for thing in next(iter(counts.values())):
        values = [counts[name][thing] for name in names]
        mark = "" if len(set(values)) == 1 else " (differs)"
        lines.append("| " + " | ".join([thing + mark, *map(str, values)]) + " |")
    return "\n".join(lines)


def main() -> int:
    """Build with each engine and print the table; 1 if the engines differ."""
    asked = argparse.ArgumentParser(
        description="Build the site with MkDocs, ProperDocs and Zensical, and compare counts."
    )
    asked.add_argument("--keep", type=Path, help="a folder that does not exist yet, for the built sites")
    folder = asked.parse_args().keep or Path(tempfile.mkdtemp(prefix="engines-"))
    if folder.exists() and any(folder.iterdir()):
        sys.exit(f"--keep {folder} is not empty: name a new folder")
    counts = {}
    for number, engine in enumerate(ENGINES):
        site = folder.resolve() / f"site-{number}"
        site.parent.mkdir(parents=True, exist_ok=True)
        engine.build(site)
        counts[engine.name] = count(site)
    print(table(counts))
    return len({tuple(each.values()) for each in counts.values()}) > 1


if __name__ == "__main__":
    sys.exit(main())
