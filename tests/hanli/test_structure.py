"""How hanli is laid out: no import in a circle, folders with a face, and functions that say what they are for."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FACES = sorted(path.parent.name for path in ROOT.glob("hanli/*/__init__.py"))


def module_name(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def import_graph(root: Path) -> dict[str, set[str]]:
    """Which module names which, wherever the import stands: at the top, in a function, for the types only."""
    paths = {module_name(path, root): path for path in sorted(root.glob("hanli/**/*.py"))}
    graph: dict[str, set[str]] = {}
    for name, path in paths.items():
        named: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                named |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                named |= {node.module} if inner - paths.keys() else set()
                named |= inner
        graph[name] = named & paths.keys()
    return graph


def find_circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle, the first of them again at the end; empty if there is none."""
    finished: set[str] = set()

    def visit(name: str, trail: list[str]) -> list[str]:
        if name in trail:
            return [*trail[trail.index(name) :], name]
        if name not in finished:
            for imported in sorted(graph[name]):
                if found := visit(imported, [*trail, name]):
                    return found
            finished.add(name)
        return []

    return next((found for name in sorted(graph) if (found := visit(name, []))), [])


def misplaced(root: Path) -> list[str]:
    """Files and folders that share a name, and parts of a subject that lie beside its folder."""
    folders = [path for path in root.glob("hanli/**/") if (path / "__init__.py").exists() and path.name != "hanli"]
    told = []
    for folder in folders:
        place = folder.parent
        if (place / f"{folder.name}.py").exists():
            told.append(f"{place.name}/{folder.name}.py: there is a folder of this name: move its code into the folder")
        for path in sorted(place.glob(f"_{folder.name}*.py")):
            told.append(f"{place.name}/{path.name}: a part of {folder.name} belongs into {place.name}/{folder.name}/")
    for path in sorted(root.glob("hanli/**/_[a-z]*.py")):
        if not any(path.name.startswith(f"_{folder.name}") for folder in folders):
            told.append(f"{path.relative_to(root)}: a module has a name without underscore that says what it is for")
    return told


def undescribed(root: Path) -> Iterator[str]:
    """Functions of more than three lines without a docstring."""
    for path in sorted(root.glob("hanli/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.name.startswith("__"):
                continue
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > 3 and not ast.get_docstring(node):
                yield f"{path.relative_to(root)}:{node.lineno}: {node.name} has {lines} lines: say in one what it is for"


def write(root: Path, **files: str) -> None:
    for name, text in files.items():
        path = root / "hanli" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_no_import_runs_in_a_circle() -> None:
    circle = find_circle(import_graph(ROOT))
    assert not circle, f"{' -> '.join(circle)}: put what they share into a small module below them"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("from hanli.b import x", "from hanli.a import y"),
        ("def f():\n    import hanli.b", "def g():\n    from hanli import a"),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from hanli import b", "import hanli.a"),
    ],
)
def test_a_circle_is_found_wherever_its_imports_stand(tmp_path: Path, one: str, other: str) -> None:
    write(tmp_path, a=one, b=other)
    assert find_circle(import_graph(tmp_path)) == ["hanli.a", "hanli.b", "hanli.a"]
    write(tmp_path, b="import torch")
    assert find_circle(import_graph(tmp_path)) == []


def test_no_part_of_a_folder_imports_its_face() -> None:
    graph = import_graph(ROOT)
    wrong = [
        name for face in FACES for name in graph if name.startswith(f"hanli.{face}.") and f"hanli.{face}" in graph[name]
    ]
    assert not wrong, f"{wrong[0]} imports from the face of its folder: import from the module that defines it"


def test_a_subject_is_a_file_or_a_folder_and_its_parts_lie_inside() -> None:
    assert not misplaced(ROOT), misplaced(ROOT)[0]


def test_what_is_misplaced_is_told_with_file_and_remedy(tmp_path: Path) -> None:
    (tmp_path / "hanli/lint").mkdir(parents=True)
    (tmp_path / "hanli/lint/__init__.py").touch()
    for name in ("lint", "_lint_rules", "_modes"):
        write(tmp_path, **{name: ""})
    assert misplaced(tmp_path) == [
        "hanli/lint.py: there is a folder of this name: move its code into the folder",
        "hanli/_lint_rules.py: a part of lint belongs into hanli/lint/",
        "hanli/_modes.py: a module has a name without underscore that says what it is for",
    ]


def test_functions_of_more_than_three_lines_say_what_they_are_for() -> None:
    missing = list(undescribed(ROOT))
    assert not missing, missing[0]


def test_a_missing_docstring_is_told_with_its_line(tmp_path: Path) -> None:
    short, long = "def _a():\n    x = 1\n    return x\n", "\ndef _b():\n    x = 1\n    x += 1\n    return x\n"
    write(tmp_path, a=short + long)
    assert list(undescribed(tmp_path)) == ["hanli/a.py:5: _b has 4 lines: say in one what it is for"]


@pytest.mark.parametrize("face", FACES)
def test_a_face_hands_on_names_that_exist_and_defines_nothing(face: str) -> None:
    module = importlib.import_module(f"hanli.{face}")
    assert [name for name in module.__all__ if name not in vars(module)] == []
    assert len(set(module.__all__)) == len(module.__all__)
    kinds = ast.FunctionDef | ast.ClassDef
    defined = [
        node.name for node in ast.parse(Path(str(module.__file__)).read_text("utf-8")).body if isinstance(node, kinds)
    ]
    assert not defined, f"hanli/{face}/__init__.py defines {defined}: put it into a file of the folder"


@pytest.mark.parametrize("face", [*FACES, "export"])
def test_a_traceback_names_an_error_by_the_module_that_users_import_it_from(face: str) -> None:
    module = importlib.import_module(f"hanli.{face}")
    found = [value for name in module.__all__ if isinstance(value := getattr(module, name), type)]
    for error in [one for one in found if issubclass(one, BaseException)]:
        assert error.__module__ == f"hanli.{face}", f"{error.__name__} says it is of {error.__module__}: set __module__"
