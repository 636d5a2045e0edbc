"""What code imports: its own import statements, and those of the parts of `hanli` that it uses."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

OURS = "hanli"


@cache
def project(root: Path) -> dict[str, Any]:
    """The table `project` of pyproject.toml."""
    project: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def extras(root: Path) -> list[tuple[str, str]]:
    """Each extra of `hanli` with each requirement that it brings."""
    return [(extra, line) for extra, lines in project(root)["optional-dependencies"].items() for line in lines]


def distribution_of(requirement: str) -> str:
    """The name of the distribution that a requirement asks for, as package indexes write it."""
    named = re.match(r"[\w.-]*\w", requirement.strip())
    assert named, f"pyproject.toml: {requirement!r} names no distribution"
    return re.sub(r"[-_.]+", "-", named[0]).lower()


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
        self.named = {distribution_of(line) for _, line in extras(root)}

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


def imports_of(source: str, root: Path) -> dict[str, str]:
    """The packages that code imports, itself and by `hanli`, each with how, such as `yaml (by hanli.config)`."""
    found: dict[str, str] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for name, how in _imports_of_statement(ast.unparse(node), root).items():
                found.setdefault(name, how)
    return found


@cache
def _imports_of_statement(statement: str, root: Path) -> dict[str, str]:
    """The same of one statement: many blocks begin alike."""
    imports = Imports(root)
    imports.follow(ast.parse(statement), "")
    return imports.found


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
