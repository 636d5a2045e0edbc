"""Snippets and pages fit together: nothing kept that no page shows, nothing shown that no block makes."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.machinery import PathFinder
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools import reading
from tools.blocks import RUN, Block, blocks_of
from tools.proof_table import REASONS
from tools.reading import brought

ROOT = Path(__file__).parents[2]
SNIPPETS = ROOT / "snippets"
PAGES = sorted((ROOT / "docs").rglob("*.md"))
NOT_RUN = (
    2  # how many blocks are shown and not run (in both languages, counted once): a GPU, a download; it may only fall
)
HOST_ONLY = 37  # how many blocks run on one machine only; it rises only with a reason of its own
LINES = 40


def kept(*suffixes: str) -> set[str]:
    """The files under snippets/ with these endings, relative to it."""
    return {path.relative_to(SNIPPETS).as_posix() for path in SNIPPETS.rglob("*") if path.suffix in suffixes}


def shown(page: Path) -> tuple[set[str], set[str]]:
    """The snippets that a page includes and the figures that it shows."""
    text = page.read_text(encoding="utf-8")
    return set(re.findall(r'--8<-- "([^":]+)', text)), set(re.findall(r"!\[.*?\]\([./]*figures/([^)]+)\)", text))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_snippet_and_figure_is_shown(language):
    pages = [shown(page) for page in PAGES if page.is_relative_to(ROOT / "docs" / language)]
    included, figures = (set().union(*found) for found in zip(*pages, strict=True))
    unused = sorted(kept(*RUN.values(), ".out") - included | kept(".svg", ".png") - figures)
    assert not unused, f"no page in docs/{language} shows snippets/{', snippets/'.join(unused)}: include or delete them"


def test_every_figure_shown_is_drawn_by_a_block_of_the_page():
    for page in PAGES:
        drawn = {
            (block.source.parent / name).relative_to(SNIPPETS).as_posix()
            for block in blocks_of(page, ROOT)
            for name in block.figures
        }
        strange = shown(page)[1] ^ drawn
        assert not strange, f"{page.relative_to(ROOT)}: shown and not drawn here, or drawn and not shown: {strange}"


def test_a_page_includes_from_the_folder_of_its_name():
    for page in PAGES:
        name = page.relative_to(ROOT / "docs").with_suffix("").as_posix().partition("/")[2]
        strange = [
            one for one in shown(page)[0] if not one.startswith((f"{name}/", "hanli/", "benchmarks/", "resources/"))
        ]
        assert not strange, f"{page.relative_to(ROOT)}: {strange} is not in snippets/{name}/: move it there"


def test_a_snippet_hides_no_module():
    """Saved under its own name, `random.py` would be imported in the place of the library."""
    of_readers = [path for path in sys.path if not Path(path).is_relative_to(ROOT / "tests")]  # pytest adds ours
    for snippet in kept(".py"):
        name = Path(snippet).stem
        assert name.isidentifier(), f"snippets/{snippet}: not a name that Python can import: rename it"
        hidden = name in sys.stdlib_module_names or PathFinder.find_spec(name, of_readers)
        assert not hidden, f"snippets/{snippet}: hides the module {name} when a reader saves it: rename it"


def test_blocks_are_short():
    for snippet in kept(".py"):
        length = len((SNIPPETS / snippet).read_text(encoding="utf-8").splitlines())
        assert length <= LINES, (
            f"snippets/{snippet}: {length} lines, more than {LINES}: what is longer belongs in hanli"
        )


def chinese_blocks() -> list[Block]:
    """The blocks of all pages, each once."""
    return [block for page in PAGES if "zh" in page.relative_to(ROOT).parts for block in blocks_of(page, ROOT)]


def test_blocks_not_run_only_become_fewer():
    skipped = [f"{b.page.name}:{b.line}: {b.skip}" for b in chinese_blocks() if b.skip]
    assert len(skipped) == NOT_RUN, f"{len(skipped)} blocks are not run, {NOT_RUN} allowed: {skipped}"


def test_blocks_of_one_machine_are_counted_and_their_reasons_are_in_both_languages():
    only = [f"{b.page.name}:{b.line}: {b.host_only}" for b in chinese_blocks() if b.host_only]
    assert len(only) == HOST_ONLY, f"{len(only)} blocks run on one machine only, {HOST_ONLY} allowed: {only}"
    untold = {b.host_only for b in chinese_blocks() if b.host_only} - set(REASONS)
    assert not untold, (
        f"tools/proof_table.py: REASONS has no Chinese for {sorted(untold)}: add it, or use one that is there"
    )


def installed_by(page: Path) -> frozenset[str]:
    """What the `pip install` lines of a page name."""
    lines = re.findall(r"^\$ (.*pip install .+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return frozenset().union(*(reading.installed_by(line) for line in lines))


def test_a_page_names_the_packages_that_its_blocks_import():
    """A reader has what about.md installs; what a page wants beyond, it says in a `pip install` of its own."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    base = installed_by(ROOT / "docs/zh/about.md")
    owners, missing = packages_distributions(), []
    for page in PAGES:
        here = brought(base | installed_by(page), ROOT)
        if page.parent.name == "reference":  # reference/index.md says how to install the extra of a module's name
            here |= brought(frozenset(map(Requirement, extras.get(page.stem, ()))), ROOT)
        for block in blocks_of(page, ROOT):
            modules = {name.partition(".")[0] for name in block.imports} & set(owners)
            missing += [
                f"{page.relative_to(ROOT)}:{block.line}: the block imports {module}, and no `pip install` of the page brings it"
                for module in sorted(modules)
                if not {canonicalize_name(owner) for owner in owners[module]} & here
            ]
    assert not missing, "\n".join(missing)
