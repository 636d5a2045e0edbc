"""What a reader has at hand: the pages in the order of the navigation, and what their console fences install."""

from __future__ import annotations

import contextlib
import re
import shlex
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
from tools.imports import OURS, extras, imports_of, project
from tools.pages import Page

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
        lines = [*project(root)["dependencies"], *(f'{one}; extra == "{extra}"' for extra, one in extras(root))]
        return [Requirement(line) for line in lines]
    with contextlib.suppress(PackageNotFoundError):
        return [Requirement(line) for line in requires(name) or []]
    return []


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
    found: dict[frozenset[str], str] = {}
    for module, how in imports_of(code, root).items():
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
