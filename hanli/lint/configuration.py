"""The settings of a project: `[tool.hanli.lint]` in the nearest pyproject.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from hanli.lint.rules import RULES


@dataclass(frozen=True)
class Configuration:
    """What a project sets for the linter.

    Attributes:
        select: Only these rules; None: all.
        ignore: Not these rules.
        style: Whether findings of style count.
        exclude: Patterns of paths that a search of folders leaves out, as `docs/*`, relative to the file's folder.
        folder: Where the file stands; patterns are relative to it.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    style: bool = False
    exclude: tuple[str, ...] = ()
    folder: Path = Path()

    def excludes(self, path: Path) -> bool:
        """Whether a path, or a folder above it, fits one of the patterns."""
        try:
            inside = path.resolve().relative_to(self.folder.resolve())
        except ValueError:
            return False
        return any(one.match(pattern) for one in [inside, *inside.parents] for pattern in self.exclude)


def read_configuration(start: str | Path) -> Configuration:
    """Read `[tool.hanli.lint]` of the nearest pyproject.toml, from a folder upwards.

    Args:
        start: A file or folder.

    Returns:
        The settings; the defaults if no pyproject.toml has the table.

    Raises:
        ValueError: The file is not TOML, or a setting has another name or type than it can have; the message names it.

    Source: <https://packaging.python.org/en/latest/specifications/pyproject-toml/#tool>
    """
    place = Path(start).resolve()
    for folder in [place, *place.parents]:
        file = folder / "pyproject.toml"
        if file.is_file():
            try:
                told = tomllib.loads(file.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise ValueError(f"{file}: not TOML: {error}") from error
            table = told.get("tool", {}).get("hanli", {}).get("lint")
            return Configuration() if table is None else _validate(table, file)
    return Configuration()


def _validate(table: object, file: Path) -> Configuration:
    """The table as settings, every one of them known and of its type."""
    where = f"{file}: [tool.hanli.lint]"
    if not isinstance(table, dict):
        raise ValueError(f"{where} must be a table, got {table!r}")
    given: dict[str, tuple[str, ...]] = {}
    for name, value in table.items():
        if name == "style":
            if not isinstance(value, bool):
                raise ValueError(f"{where} style must be true or false, got {value!r}")
        elif name in {"select", "ignore", "exclude"}:
            if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
                raise ValueError(f"{where} {name} must be a list of strings, got {value!r}")
            if name != "exclude" and (unknown := [one for one in value if one not in RULES]):
                raise ValueError(f"{where} {name}: there is no rule {unknown[0]!r}; --list names them all")
            given[name] = tuple(value)
        else:
            raise ValueError(f"{where} has no setting {name!r}; it has select, ignore, style, exclude")
    return Configuration(
        given.get("select"), given.get("ignore", ()), table.get("style", False), given.get("exclude", ()), file.parent
    )
