"""Run what a change touches: `pytest --changed [REV]` collects the pages and the tests that the difference to REV may make fail.

A page is touched by its Markdown in either language, by its snippets, outputs and figures, by the files it includes, and by the
modules of `hanli` that its code names, with all that these import; by all of them, if its code looks up their files. A test is
touched by its own folder and by the modules of `hanli` it names. A file of `hanli` that is no module, such as the list of fetched
data, touches the modules that name it. What only the built site shows is checked when templates or tools change, else by the whole command.
"""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tools.proof import included

LIBRARY = "hanli"
EVERYTHING = ("pyproject.toml", "requirements/", ".ci/", "tests/conftest.py")
RUNNER = tuple(
    f"tools/{name}"
    for name in ("block", "compare", "falsify", "isolate", "machines", "outcome", "runner", "shapes", "verification")
)
SITE = ("tools/", "overrides/", "mkdocs", "proof/")
WRITTEN = ("docs/", "snippets/", "curriculum.yml", "benchmarks/", "tests/readers/")
READ_AS_WRITTEN = {"test_curriculum.py", "test_parity.py", "test_terms.py", "test_typography.py"}  # need no built site
NAMED = re.compile(rf"\b{LIBRARY}(?:\.\w+)+")
FROM = re.compile(rf"\bfrom {LIBRARY}((?:\.\w+)*) import (?:\(([\w\s,]+)|([\w ,]+))")
READS_SOURCE = re.compile(rf"\bfind_spec\(f?[\"']{LIBRARY}\b")


def changed_files(root: Path, revision: str) -> set[str]:
    """The files, relative to `root`, that differ from a revision or are new.

    Raises:
        ValueError: git does not know the revision.
    """
    commands = ["diff", "--name-only", "--relative", revision, "--"], ["ls-files", "--others", "--exclude-standard"]
    found: set[str] = set()
    for command in commands:
        done = subprocess.run(["git", "-c", "core.quotepath=off", *command], cwd=root, capture_output=True, text=True)
        if done.returncode:
            raise ValueError(
                f"--changed {revision}: git says '{done.stderr.strip()}': name a revision, and paths before the option"
            )
        found |= set(done.stdout.splitlines())
    return found


@cache
def modules(root: Path) -> dict[str, Path]:
    """The modules of the library by name; a package goes by the name of its folder."""
    files = sorted((root / LIBRARY).rglob("*.py"))
    return {".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): file for file in files}


def named(code: str, root: Path) -> set[str]:
    """The modules that a text names, as an import, an attribute or an argument of `python -m`; texts within texts count."""
    known, found = modules(root), set(re.findall(rf"\b(?:import|-m\W+) *({LIBRARY})\b", code))
    for name in NAMED.findall(code):
        while name not in known and "." in name:
            name = name.rpartition(".")[0]
        found.add(name)
    for package, *names in FROM.findall(code):
        found |= {LIBRARY + package} | {f"{LIBRARY}{package}.{name}" for name in re.findall(r"\w+", " ".join(names))}
    return {name for name in found | {f"{name}.__main__" for name in found} if name in known}


def spoken(tree: ast.Module) -> str:
    """The code of a module less comments and texts that describe it, which name other modules without importing them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            node.value = ast.copy_location(ast.Constant(...), node.value)
    return ast.unparse(tree)


@cache
def imports(root: Path) -> dict[str, set[str]]:
    """The modules that each module of the library names, those that hold it, and those that it imports by a relative name."""
    graph = {}
    for name, file in modules(root).items():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        parts = name.split(".")
        found = named(spoken(tree), root) | {".".join(parts[:length]) for length in range(1, len(parts))}
        package = parts if file.name == "__init__.py" else parts[:-1]
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])
                found |= {base, *(f"{base}.{alias.name}" for alias in node.names)} & set(modules(root))
        graph[name] = found - {name}
    return graph


def reached(names: Iterable[str], root: Path) -> set[str]:
    """The modules that importing `names` may run, their own included."""
    found, ahead, graph = set(), set(names), imports(root)
    while ahead:
        name = ahead.pop()
        found.add(name)
        ahead |= ({name.rpartition(".")[0]} | graph.get(name, set())) & set(graph) - found
    return found


def code_of(page: Path, root: Path) -> str:
    """All code of a page that is run: what stands in its fences, less commands for a console, and what they include."""
    text, fence, found = page.read_text(encoding="utf-8"), "", []
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            fence = "" if fence else line.strip()
        found.append(line if fence and fence != "```console" else "")
    files = [file for file in included(text, root) if file.suffix in {".py", ".sh"}]
    return "\n".join([*found, *(file.read_text(encoding="utf-8") for file in files)])


def reads_source(page: Path, root: Path) -> bool:
    """Whether a block of the page looks up the files of the library, which it may then read as text."""
    return bool(READS_SOURCE.search(code_of(page, root)))


@cache
def modules_of(page: Path, root: Path) -> set[str]:
    """The modules of the library on which the blocks of a page depend: all of them, if a block reads their files as text."""
    return set(modules(root)) if reads_source(page, root) else reached(named(code_of(page, root), root), root)


def touched_modules(changed: set[str], root: Path) -> set[str]:
    """The modules that changed themselves, and those that name a changed file of their folder, which they read."""
    known = {file.relative_to(root): name for name, file in modules(root).items()}
    paths = {Path(file) for file in changed if file.startswith(f"{LIBRARY}/")}
    read = {
        name
        for path in paths - set(known)
        for file, name in known.items()
        if file.parent == path.parent and path.name in (root / file).read_text(encoding="utf-8")
    }
    return {known[path] for path in paths & set(known)} | read


@cache
def files_of(page: Path, root: Path) -> set[str]:
    """The files that make a page, relative to `root`: its text in both languages and what it includes."""
    name = page.relative_to(root / "docs").with_suffix("").as_posix().partition("/")[2]
    files = included(page.read_text(encoding="utf-8"), root)
    return {f"docs/{language}/{name}.md" for language in ("zh", "en")} | {
        file.relative_to(root).as_posix() for file in files
    }


@cache
def modules_of_test(test: Path, root: Path) -> set[str]:
    """The modules of the library on which a test file depends: those that it names, and what they import."""
    code = test.read_text(encoding="utf-8")
    if test.relative_to(root / "tests").parts[0] in {"site", "snippets"}:
        code = imported(code)  # the texts within these tests are small courses, not what they test
    return reached(named(code, root), root)


def select(changed: set[str], root: Path) -> set[Path]:
    """The pages and test files that a change may make fail."""
    pages = sorted((root / "docs").rglob("*.md"))
    tests = sorted((root / "tests").rglob("test_*.py"))
    if any(file.startswith(EVERYTHING) for file in changed):
        return {*pages, *tests}
    touched = touched_modules(changed, root)
    all_pages = any(file.startswith(RUNNER) or file == "tools/matplotlibrc" for file in changed)
    chosen = {page for page in pages if all_pages or touches_page(page, changed, touched, root)}
    return chosen | {test for test in tests if touches_test(test, changed, touched, root)}


def touches_page(page: Path, changed: set[str], touched: set[str], root: Path) -> bool:
    """Whether a change of these files and modules may make a block of the page fail."""
    name = page.relative_to(root / "docs").with_suffix("").as_posix().partition("/")[2]
    beside = any(Path(file).parent.as_posix() == f"snippets/{name}" for file in changed)
    return beside or bool(files_of(page, root) & changed) or bool(touched and touched & modules_of(page, root))


def touches_test(test: Path, changed: set[str], touched: set[str], root: Path) -> bool:
    """Whether a change of these files and modules may make a test of the file fail."""
    where = test.relative_to(root).as_posix()
    if where in changed or any(helps(Path(file), Path(where)) for file in changed):
        return True
    kind = where.split("/")[1]
    if kind == "test_quality.py":
        return any(file.endswith(".py") or "/" not in file for file in changed)
    if kind == "site" and test.name not in READ_AS_WRITTEN:
        return any(file.startswith(SITE) for file in changed)
    if kind in {"site", "snippets"} and any(file.startswith(("tools/", *WRITTEN)) for file in changed):
        return True
    return bool(touched & modules_of_test(test, root))


def imported(code: str) -> str:
    """The imports of a module, as code."""
    return "\n".join(
        ast.unparse(node) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Import | ast.ImportFrom)
    )


def helps(file: Path, test: Path) -> bool:
    """Whether a file below tests/ that is no test may serve this one: it lies in or below its folder, or is above it."""
    if file.parts[0] != "tests" or file.name.startswith("test_"):
        return False
    return file.is_relative_to(test.parent) or test.is_relative_to(file.parent)


def unseen(folder: Path, page: Path, root: Path) -> list[str]:
    """The modules of the library that a block of the page, run in `folder`, had loaded at its end and that do not select it."""
    log = Path(f"{folder}.modules")
    loaded = log.read_text(encoding="utf-8").split() if log.exists() else []
    return sorted(set(loaded) & set(modules(root)) - modules_of(page, root))


CHOSEN = pytest.StashKey[set[Path] | None]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--changed",
        nargs="?",
        const="HEAD",
        metavar="REV",
        help="run the pages and tests that the difference to a revision (HEAD) touches",
    )


def pytest_configure(config: pytest.Config) -> None:
    revision = config.getoption("changed")
    try:
        chosen = select(changed_files(config.rootpath, revision), config.rootpath) if revision else None
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[CHOSEN] = chosen


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    chosen = config.stash[CHOSEN]
    return True if chosen is not None and collection_path.is_file() and collection_path not in chosen else None


def pytest_report_header(config: pytest.Config) -> list[str]:
    chosen = config.stash[CHOSEN]
    if chosen is None:
        return []
    pages = sum(path.suffix == ".md" for path in chosen)
    return [f"changed since {config.getoption('changed')}: {pages} pages, {len(chosen) - pages} test files"]
