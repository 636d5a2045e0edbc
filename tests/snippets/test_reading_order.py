"""What a reader has at hand: a block runs where it stands, with nothing installed but what the pages so far told the reader to."""

from __future__ import annotations

import os
import sys
import tempfile
import venv
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

from tools.blocks import RUN, blocks_of
from tools.compare import same
from tools.console import commands, consoles
from tools.isolate import Isolated
from tools.machines import environment
from tools.pages import LANGUAGES, Page
from tools.reading import OURS, Reached, missing, needs, reading_order, walk

ROOT = Path(__file__).parents[2]
QUICK = 60  # seconds: the time limit of a block that asks for no more
FIRST_HOUR = (
    "roadmap/stage2/functions.md"  # the last page of stages 1 and 2, whose blocks are run in a reader's environment
)


@cache
def walked(language: str) -> list[Reached]:
    """All blocks of a language as a reader reaches them, worked out once."""
    return list(walk(ROOT, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_import_is_installed_by_the_pages_so_far(language: str) -> None:
    """In the order of the navigation; a page's first block without a package stands for the rest."""
    told: dict[tuple[str, str], str] = {}
    for reached in walked(language):
        for line in missing(reached, ROOT):
            told.setdefault((reached.page.where, line.split(" imports ")[1]), line)
    assert not told, "\n".join(told.values())


def test_all_pages_are_read() -> None:
    """What the navigation leaves out would not be walked."""
    for language, config in (("zh", "mkdocs.yml"), ("en", "mkdocs.en.yml")):
        folder = ROOT / "docs" / language
        with_blocks = {p.relative_to(folder).as_posix() for p in folder.rglob("*.md") if blocks_of(p, ROOT)}
        left_out = with_blocks - set(reading_order(ROOT / config))
        assert not left_out, f"{config}: nav leaves out {sorted(left_out)}: add them"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_line_for_stages_1_and_2_is_the_same_wherever_it_is_shown(language: str) -> None:
    lines = {}
    for name in ("index.md", "about.md", "roadmap/index.md", "roadmap/stage1/environment.md"):
        page = Page(ROOT, ROOT / "docs" / language / name)
        shown = [command for console in consoles(page) for command in commands(console.content)]
        lines[page.where] = [command for command in shown if " torch " in command]
    assert all(lines.values()), f"a page has lost its install line: {lines}"
    assert len(set().union(*lines.values())) == 1, f"write the same line on all four pages: {lines}"


# ---- a small course --------------------------------------------------------------------------------------------------

PYPROJECT = """
[project]
name = "hanli"
version = "0.1.0"
dependencies = ["numpy"]
[project.optional-dependencies]
data = ["scikit-learn"]
"""
VENV = "```console\n$ python3 -m venv .venv\n$ source .venv/bin/activate\n```\n\n"


def install(*packages: str) -> str:
    return f"```console\n$ python -m pip install {' '.join(packages)}\n```\n\n"


def block(code: str) -> str:
    return f"```python\n{code}\n```\n\n"


def course(root: Path, *pages: str) -> list[str]:
    """The faults of a course with these pages, in this order."""
    nav = "".join(f"  - Page: page{number}.md\n" for number in range(len(pages)))
    files = {"mkdocs.yml": f"site_name: A\nnav:\n{nav}plugins:\n  - !x y\n", "pyproject.toml": PYPROJECT}
    files |= {f"docs/zh/page{number}.md": text for number, text in enumerate(pages)}
    files["hanli/__init__.py"] = ""
    files["hanli/data.py"] = (
        "import numpy as np\n\ndef load():\n    return _table('scikit-learn')\n\n"
        "def _table(name):\n    ...\n\ndef draw():\n    import matplotlib\n"
    )
    files["hanli/face.py"] = "from hanli.data import draw, split\n"
    files["hanli/lint/__init__.py"] = "from .rules import check\n"
    files["hanli/lint/rules.py"] = "def check():\n    import ruff\n\ndef other():\n    import psutil\n"
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return [line for reached in walk(root, "zh") for line in missing(reached, root)]


WHEEL = "downloads/hanli-0.1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        (
            [block("import torch")],
            [
                "docs/zh/page0.md:1: the block imports torch, and no page so far has an install line: "
                "put `$ python -m pip install torch` into a console fence before the block"
            ],
        ),
        ([install("torch") + block("import torch")], []),
        ([install("torch"), block("import os, torch.nn")], []),
        (
            [block("import torch") + install("torch")],
            ["page0.md:1: the block imports torch, and no page so far has an"],
        ),
        (
            [install("torch"), block("from skimage import data")],
            ["page1.md:1: the block imports skimage, and no page so far installs it"],
        ),
        ([install("matplotlib"), block("import numpy")], []),  # brought along
        (
            [install("torch") + VENV + block("import torch")],
            ["page0.md:10: the block imports torch"],
        ),  # a new environment is empty
        ([VENV + install("torch"), block("def f():\n    import torch")], []),
        (
            [install("numpy"), block("import hanli.device")],
            ["put the line that installs its wheel, as in reference/index.md"],
        ),
        ([install(WHEEL), block("from hanli.data import split")], []),
        ([install(WHEEL), block("from hanli.data import load")], ["scikit-learn (by hanli.data.load)"]),
        ([install(WHEEL), block("from hanli.data import draw")], ["matplotlib (by hanli.data.draw)"]),
        ([install(WHEEL), block("from hanli.face import split")], []),  # a name that is only handed on imports nothing
        ([install(WHEEL), block("from hanli.face import draw")], ["matplotlib (by hanli.data.draw)"]),
        ([install(f'"hanli[data] @ https://a.b/{WHEEL}"'), block("from hanli.data import load")], []),
        ([install(WHEEL), block("from hanli.lint import check")], ["ruff (by hanli.lint.rules.check)"]),
        ([install(WHEEL, "ruff"), block("from hanli import lint")], []),
        ([install(WHEEL, "ruff"), block("import hanli.lint.rules")], ["psutil (by hanli.lint.rules.other)"]),
        (
            ["```console\n$ pip install torch\n```\n\n" + block("import torch")],
            ["no page so far has an install line"],
        ),  # whose pip?
    ],
)
def test_a_missing_package_is_told_in_one_line(pages: list[str], told: list[str], tmp_path: Path) -> None:
    found = course(tmp_path, *pages)
    assert len(found) == len(told), found
    assert all(part in line for part, line in zip(told, found, strict=True)), found


# ---- really ----------------------------------------------------------------------------------------------------------


def make_environment(folder: Path, installed: frozenset[str]) -> Path:
    """A virtual environment with exactly these distributions, linked from the one that the tests run in; its Python."""
    venv.EnvBuilder(symlinks=True).create(folder)
    (packages,) = folder.glob("lib/python*/site-packages")
    for name in sorted(installed - {OURS}):
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # required under a condition that does not hold here
        for top in {file.parts[0] for file in found.files or () if file.parts[0] not in {"..", "__pycache__"}}:
            if not (packages / top).exists():
                (packages / top).symlink_to(Path(str(found.locate_file(top))))
    if OURS in installed:
        (packages / OURS).symlink_to(ROOT / OURS)
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def readers() -> Iterator[dict[frozenset[str], Isolated]]:
    """One fork server for each set of installed distributions."""
    servers: dict[frozenset[str], Isolated] = {}
    yield servers
    for server in servers.values():
        server.close()


def stages() -> list[Reached]:
    """The blocks of all pages up to the end of stage 2."""
    pages = reading_order(ROOT / "mkdocs.yml")
    chosen = {f"docs/zh/{name}" for name in pages[: pages.index(FIRST_HOUR) + 1]}
    return [reached for reached in walked("zh") if reached.page.where in chosen]


def run_as_reader(reached: Reached, servers: dict[frozenset[str], Isolated], folder: Path) -> str | None:
    """One line if a block does not print what the page shows, in an environment of what is installed by then."""
    one, installed = reached.block, reached.installed
    if installed not in servers:
        variables = environment("host", ROOT)
        del variables["PYTHONPATH"]  # hanli counts once its wheel is installed
        python = make_environment(folder / f"environment{len(servers)}", installed)
        servers[installed] = Isolated(variables, ["torch", "torch._dynamo", "matplotlib.pyplot"], python=str(python))
    work = Path(tempfile.mkdtemp(dir=folder)) / "work"
    work.mkdir()
    script = work / f"{one.name}{RUN[one.language]}"
    script.write_text(one.code, encoding="utf-8")
    result = servers[installed].run(script, one.language, one.killed_after)
    where = f"{reached.page.where}:{one.line}: the block {script.name}, with what the pages so far install,"
    last = (result.stderr.strip().splitlines() or ["nothing on stderr"])[-1]
    if one.raises:
        return None if last.split(":")[0] in (one.expected or "") else f"{where} ended in {last}"
    if result.code or result.stderr:
        return f"{where} ended with code {result.code}: {last}"
    return None if same(one.expected or "", result.stdout, one.grade) else f"{where} printed\n{result.stdout}"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and symbolic links, as on Linux and macOS")
def test_blocks_of_the_first_two_stages_run_with_what_the_pages_so_far_install(
    readers: dict[frozenset[str], Isolated], tmp_path: Path
) -> None:
    """All but the slow ones, which would take as long as the rest: they import nothing that the others do not."""
    chosen = [reached for reached in stages() if not reached.block.skip]
    slow = [reached for reached in chosen if reached.block.timeout > QUICK]
    quick = [reached for reached in chosen if reached.block.timeout <= QUICK]
    covered = set().union(*(needs(reached.block.code, ROOT) for reached in quick if reached.block.language == "python"))
    for reached in slow:
        alone = needs(reached.block.code, ROOT).keys() - covered
        assert not alone, f"{reached.page.where}:{reached.block.line}: only this slow block needs {alone}: run it too"
    faults = [run_as_reader(reached, readers, tmp_path) for reached in quick]
    assert not list(filter(None, faults)), "\n".join(filter(None, faults))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and symbolic links, as on Linux and macOS")
def test_the_environment_of_a_reader_has_nothing_else(readers: dict[frozenset[str], Isolated], tmp_path: Path) -> None:
    """Break it once: without matplotlib a block that draws fails, and its line names page, block and package."""
    reached = next(one for one in stages() if "matplotlib" in one.block.code)
    without = frozenset({"numpy"})
    fault = run_as_reader(Reached(reached.page, reached.block, without), readers, tmp_path)
    assert fault
    assert fault.startswith(f"{reached.page.where}:{reached.block.line}: the block {reached.block.name}.py")
    assert fault.endswith("ModuleNotFoundError: No module named 'matplotlib'")
    servers = readers[without]
    assert servers.python != sys.executable
