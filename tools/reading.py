"""What a reader has at hand: the pages in the order of the navigation, what their console fences install, what their blocks import."""

from __future__ import annotations

import ast
import contextlib
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from tools.blocks import Block, blocks_of
from tools.console import commands, consoles
from tools.pages import Page

OURS = "hanli"
WHEEL = re.compile(r"\S*?([A-Za-z0-9_]+)-[\w.]+-py3-none-any\.whl")
ACTIVATE = re.compile(r"(?:source|\.) (\S+)/bin/activate$")


@dataclass(frozen=True)
class Reached:
    """A block, and the distributions that a reader who came here page by page has installed."""

    page: Page
    block: Block
    installed: frozenset[str]


# ---- the order of the pages ------------------------------------------------------------------------------------------


def reading_order(config: Path) -> list[str]:
    """The pages that a MkDocs configuration names in `nav`, in that order, such as `trials/tensors.md`."""
    text = re.search(r"(?m)^nav:\n(?:[ -].*\n|\n)*", config.read_text(encoding="utf-8"))  # the rest has tags of MkDocs
    assert text, f"{config.name}: no nav"
    return list(_leaves(yaml.safe_load(text[0])["nav"]))


def _leaves(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    else:
        for part in nav.values() if isinstance(nav, dict) else nav:
            yield from _leaves(part)


def walk(root: Path, language: str) -> Iterator[Reached]:
    """The blocks of a language in the order in which they are read, each with what is installed by then."""
    config = root / ("mkdocs.yml" if language == "zh" else f"mkdocs.{language}.yml")
    asked: set[Requirement] = set()
    environments: set[str] = set()
    for name in reading_order(config):
        page = Page(root, root / "docs" / language / name)
        steps: list[Any] = sorted([*consoles(page), *blocks_of(page.path, root)], key=lambda step: step.line)
        for step in steps:
            if isinstance(step, Block):
                yield Reached(page, step, brought(frozenset(asked), root))
                continue
            for command in commands(step.content):
                environments |= set(re.findall(r"-m venv (\S+)", command))
                if (entered := ACTIVATE.match(command)) and entered[1] in environments:
                    environments.remove(entered[1])
                    asked = set()  # a new environment is empty
                asked |= installed_by(command)


# ---- what is installed -----------------------------------------------------------------------------------------------


def installed_by(command: str) -> set[Requirement]:
    """What a `pip install` line asks for; a wheel counts by the name in its file name."""
    words = shlex.split(command, comments=True)
    if words[1:4] != ["-m", "pip", "install"]:
        return set()
    found = set()
    for word in words[4:]:
        if wheel := WHEEL.fullmatch(word):
            found.add(Requirement(wheel[1]))
        elif not word.startswith(("-", ".")):
            with contextlib.suppress(InvalidRequirement):
                found.add(Requirement(word))
    return found


@cache
def brought(asked: frozenset[Requirement], root: Path) -> frozenset[str]:
    """The distributions that installing these brings, with what they require in turn."""
    found: set[tuple[str, str]] = set()
    ahead = {(canonicalize_name(one.name), extra) for one in asked for extra in ("", *one.extras)}
    while ahead:
        name, extra = ahead.pop()
        found.add((name, extra))
        for one in _requirements(name, root):
            if (one.marker is None and extra == "") or (one.marker and one.marker.evaluate({"extra": extra})):
                ahead |= {(canonicalize_name(one.name), wanted) for wanted in ("", *one.extras)} - found
    return frozenset(name for name, _ in found)


@cache
def _requirements(name: str, root: Path) -> list[Requirement]:
    """What a distribution says that it requires; of ours, which need not be installed, pyproject.toml knows it."""
    if name == OURS:
        lines = [*_project(root)["dependencies"], *(f'{one}; extra == "{extra}"' for extra, one in _extras(root))]
        return [Requirement(line) for line in lines]
    with contextlib.suppress(PackageNotFoundError):
        return [Requirement(line) for line in requires(name) or []]
    return []


@cache
def _project(root: Path) -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def _extras(root: Path) -> list[tuple[str, str]]:
    return [(extra, line) for extra, lines in _project(root)["optional-dependencies"].items() for line in lines]


# ---- what is imported ------------------------------------------------------------------------------------------------


def missing(reached: Reached, root: Path) -> list[str]:
    """One line for each package that a block imports, itself or by a part of `hanli`, and that is not installed by then."""
    if reached.block.language != "python" or reached.block.skip:
        return []
    lines = []
    for owners, how in needs(reached.block.code, root).items():
        if owners & reached.installed:
            continue
        name = sorted(owners)[0]
        state = "no page so far installs it" if reached.installed else "no page so far has an install line"
        remedy = f"put `$ python -m pip install {name}` into a console fence before the block"
        if name == OURS:
            remedy = "put the line that installs its wheel, as in reference/index.md, before the block"
        lines.append(f"{reached.page.where}:{reached.block.line}: the block imports {how}, and {state}: {remedy}")
    return lines


@cache
def needs(code: str, root: Path) -> dict[frozenset[str], str]:
    """The distributions behind the imports of a block: any of the first, told as the second."""
    imports = Imports(root)
    imports.follow(ast.parse(code), "")
    found = {}
    for module, how in imports.found.items():
        owners = frozenset(canonicalize_name(owner) for owner in owners_of(module))
        if owners:
            found.setdefault(owners, how)
    return found


def owners_of(module: str) -> list[str]:
    """The distributions that have a module, by its first name; a distribution's own name owns itself."""
    return [OURS] if module == OURS else _installed().get(module, [])


@cache
def _installed() -> dict[str, list[str]]:
    known = dict(packages_distributions())
    return {name: [name] for owners in known.values() for name in map(canonicalize_name, owners)} | known


@dataclass(frozen=True)
class Parsed:
    """A module of `hanli`: its tree, and the statements that define each of its names."""

    tree: ast.Module
    names: dict[str, list[ast.stmt]]


@cache
def parse(path: Path) -> Parsed:
    """Read a module once."""
    parsed = Parsed(ast.parse(path.read_text(encoding="utf-8")), {})
    for statement in parsed.tree.body:
        for name in _names(statement):
            parsed.names.setdefault(name, []).append(statement)
    return parsed


@cache
def _file(root: Path, module: str) -> Path | None:
    """The file of a module under `root`, if it has one."""
    path = root / module.replace(".", "/")
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)


@cache
def _parts(statement: ast.AST) -> list[ast.AST]:
    """What counts within a statement: the imports, names and constants in it; blocks share the modules that they use."""
    return [
        node for node in ast.walk(statement) if isinstance(node, ast.Import | ast.ImportFrom | ast.Name | ast.Constant)
    ]


class Imports:
    """Collects what some code imports, and what the parts of `hanli` import that it uses."""

    def __init__(self, root: Path) -> None:
        self.root, self.found = root, dict[str, str]()
        self.seen: set[tuple[str, str]] = set()
        self.named = {canonicalize_name(Requirement(line).name) for _, line in _extras(root)}

    def follow(self, tree: ast.AST, where: str, package: str = "", *, used: bool = True) -> None:
        """Collect every import within a tree; names that are only handed on, and not used, import nothing more."""
        for node in _parts(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    self.module(alias.name, where, all_of_it=True)
            elif isinstance(node, ast.ImportFrom):
                self.imported_from(node, where, package, used=used)

    def imported_from(self, node: ast.ImportFrom, where: str, package: str, *, used: bool) -> None:
        """Collect `from module import names`: of `hanli`, only the names count."""
        module = ".".join(filter(None, [_parent(package, node.level), node.module or ""]))
        for alias in node.names:
            inner = f"{module}.{alias.name}"
            if module.partition(".")[0] == OURS and self.file(inner):
                self.module(inner, where, all_of_it=True)
            else:
                self.module(module, where)
                if used:
                    self.name(module, alias.name)

    def file(self, module: str) -> Path | None:
        return _file(self.root, module)

    def module(self, module: str, where: str, all_of_it: bool = False) -> None:
        """Note a module; of `hanli`, follow what importing it imports, or all that it could."""
        first, how = module.partition(".")[0], f"{module}{where and f' (by {where})'}"
        if first not in sys.stdlib_module_names:
            self.found.setdefault(first, how)
        key = (module, "*" if all_of_it else "")
        path = self.file(module) if first == OURS and key not in self.seen else None
        if path is None:
            return
        self.seen.add(key)
        if parent := module.rpartition(".")[0]:
            self.module(parent, where)
        parsed = parse(path)
        for statement in _run_at_import(parsed.tree.body):
            self.follow(statement, module, self.package(module), used=False)
        if all_of_it:
            for name in parsed.names:
                self.name(module, name)

    def name(self, module: str, name: str) -> None:
        """Follow one name of a module of `hanli`: what it imports when it runs, and the names that it uses."""
        path = self.file(module) if module.partition(".")[0] == OURS and (module, name) not in self.seen else None
        if path is None:
            return
        self.seen.add((module, name))
        where = f"{module}.{name}"
        for statement in parse(path).names.get(name, []):
            if isinstance(statement, ast.ImportFrom):
                handed_on = [alias for alias in statement.names if name in (alias.asname, alias.name)]
                statement = ast.ImportFrom(statement.module, handed_on, statement.level)
            self.follow(statement, where, self.package(module))
            for inner in [] if isinstance(statement, ast.ImportFrom) else _parts(statement):
                if isinstance(inner, ast.Name):
                    self.name(module, inner.id)
                elif isinstance(inner, ast.Constant) and inner.value in self.named:  # a package asked for by its name
                    self.found.setdefault(str(inner.value), f"{inner.value} (by {where})")

    def package(self, module: str) -> str:
        """The package that relative imports of a module start from."""
        path = self.file(module)
        return module if path and path.name == "__init__.py" else module.rpartition(".")[0]


def _parent(package: str, level: int) -> str:
    """The package that `level` dots mean."""
    return ".".join(package.split(".")[: len(package.split(".")) - level + 1]) if level else ""


def _run_at_import(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that importing a module runs, without the bodies of functions and what only type checkers read."""
    for statement in body:
        if isinstance(statement, ast.If):
            if "TYPE_CHECKING" not in ast.unparse(statement.test):
                yield from _run_at_import(statement.body + statement.orelse)
        elif not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield statement


def _names(statement: ast.stmt) -> Iterator[str]:
    """The names that a statement of a module defines or hands on."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name
    elif isinstance(statement, ast.ImportFrom):
        yield from (alias.asname or alias.name for alias in statement.names)
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        yield from (node.id for node in ast.walk(statement) if isinstance(node, ast.Name))
