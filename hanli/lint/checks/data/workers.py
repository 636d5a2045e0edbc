"""Checks of what a data set keeps and each worker process copies: open files, and generators of random numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from hanli.lint.reading.origins import find_value
from hanli.lint.reading.source import Found, Function, Source, get_keyword, get_last_name

_DEPTH = 6
_HANDLES = re.compile(
    r"h5py\.File|lmdb\.(open|Environment)|tables\.open_file|netCDF4\.Dataset|sqlite3\.connect|zipfile\.ZipFile|"
    r"tarfile\.open|rasterio\.open|openslide\.OpenSlide|cv2\.VideoCapture"
)
_GENERATORS = re.compile(r"numpy\.random\.(default_rng|RandomState|Generator)|random\.Random|torch\.Generator")
_RESEEDING = {"seed", "manual_seed", "set_state", "setstate", "__setstate__", "bit_generator"}
# Where one of these stands, every worker may get a generator of its own out of sight.
_TELLS_WORKERS_APART = {"get_worker_info", "worker_init_fn", "worker_id", "__getstate__", "__setstate__"}
_READING = {"__getitem__", "__getitems__", "__iter__"}


def find_inherited_handle(source: Source) -> Iterator[Found]:
    """A file opened in `__init__` of a data set and read in `__getitem__`, so that all workers share its position."""
    if not _may_have_workers(source):
        return
    for owner in _list_data_sets(source):
        for name, value in _list_kept_once(source, owner, _is_handle):
            if _reads(source, owner, name):
                yield value, f"self.{name}", ""
                break


def find_copied_generator(source: Source) -> Iterator[Found]:
    """A generator made in `__init__` of a data set and drawn from in `__getitem__`: all workers draw the same numbers."""
    if not _may_have_workers(source) or _tells_workers_apart(source):
        return
    for owner in _list_data_sets(source):
        for name, value in _list_kept_once(source, owner, _is_generator):
            if not _is_seeded_again(source, owner, name) and _reads(source, owner, name):
                yield value, f"self.{name}", ""
                break


def _list_data_sets(source: Source) -> list[ast.ClassDef]:
    """The data sets of the file, which a loader hands to its workers."""
    return [one for one in source.classes.values() if source.is_data_set(one)]


def _may_have_workers(source: Source) -> bool:
    """Whether a loader of the file has workers, or the file makes no loader, so that another does."""
    loaders = [one for one in source.calls if source.resolve_name(one.func).endswith("DataLoader")]
    return not loaders or any(_has_workers(source, one) for one in loaders)


def _has_workers(source: Source, loader: ast.Call) -> bool:
    """Whether a loader gets a number of workers that is not 0, also in `**options`."""
    number = get_keyword(loader, "num_workers")
    if number is None:
        return any(one.arg is None for one in loader.keywords)
    values = source.find_values(number) or [number]
    return not any(isinstance(one, ast.Constant) and one.value == 0 for one in values)


def _tells_workers_apart(source: Source) -> bool:
    """Whether the file knows about workers, and so may seed each of them."""
    for one in source.nodes:
        said = one.arg if isinstance(one, ast.keyword | ast.arg) else getattr(one, "name", None) or get_last_name(one)
        if said in _TELLS_WORKERS_APART:
            return True
    return False


def _list_kept_once(
    source: Source, owner: ast.ClassDef, is_kind: Callable[[Source, ast.AST, int], bool]
) -> Iterator[tuple[str, ast.expr]]:
    """The attributes of a kind that `__init__` of a class sets, and nothing else in the file, with their values."""
    for (place, name), values in source.attributes.items():
        if place is not owner or len(values) != 1 or not is_kind(source, values[0], 0):
            continue
        function = source.find_function(values[0])
        stores = [
            one
            for one in source.nodes
            if isinstance(one, ast.Attribute)
            and not isinstance(one.ctx, ast.Load)
            and _may_be(source, one, owner, name)
        ]
        if isinstance(function, Function) and function.name == "__init__" and len(stores) == 1:
            yield name, values[0]


def _may_be(source: Source, node: ast.AST, owner: ast.ClassDef, name: str) -> bool:
    """Whether an expression is an attribute of an object of a class: not one of this name of another class's `self`."""
    if not isinstance(node, ast.Attribute) or node.attr != name:
        return False
    return get_last_name(node.value) != "self" or source.find_class(node) is owner


def _is_handle(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a value is an open file, or a part of one that is read at each access, as `file["images"]`."""
    if depth > _DEPTH:
        return False
    match node:
        case ast.Name() | ast.Attribute():
            value = find_value(source, node)
            return value is not node and _is_handle(source, value, depth + 1)
        case ast.Subscript(value=value, slice=ast.Constant(value=str())):
            return _is_handle(source, value, depth + 1)
        case ast.Call(func=ast.Name(id="open") as opener):
            return source.find_bindings(opener) is None
        case ast.Call():
            in_memory = get_keyword(node, "driver") is not None
            return bool(_HANDLES.fullmatch(source.resolve_name(node.func))) and not in_memory and not _only_maps(node)
    return False


def _only_maps(call: ast.Call) -> bool:
    """Whether `lmdb.open(…, readonly=True, lock=False)` only maps the file: it has neither position nor locks to share."""
    wanted = {"readonly": True, "lock": False}
    given = {name: get_keyword(call, name) for name in wanted}
    return all(isinstance(one, ast.Constant) and one.value is wanted[name] for name, one in given.items())


def _is_generator(source: Source, node: ast.AST | None, depth: int) -> bool:
    """Whether a value is a generator of random numbers, also as `torch.Generator().manual_seed(0)`."""
    if depth > _DEPTH:
        return False
    match node:
        case ast.Name():
            value = find_value(source, node)
            return value is not node and _is_generator(source, value, depth + 1)
        case ast.Call(func=ast.Attribute(value=value, attr="manual_seed")) if not source.resolve_name(node.func):
            return _is_generator(source, value, depth + 1)
        case ast.Call():
            return bool(_GENERATORS.fullmatch(source.resolve_name(node.func)))
    return False


def _is_seeded_again(source: Source, owner: ast.ClassDef, name: str) -> bool:
    """Whether anything seeds a generator after it was made."""
    return any(
        isinstance(one, ast.Attribute) and one.attr in _RESEEDING and _may_be(source, one.value, owner, name)
        for one in source.nodes
    )


def _reads(source: Source, owner: ast.ClassDef, name: str) -> bool:
    """Whether handing out a sample reads an attribute of the data set that nobody closes before."""
    closed = any(
        isinstance(one, ast.Attribute) and one.attr == "close" and ast.unparse(one.value) == f"self.{name}"
        for method in owner.body
        if isinstance(method, Function) and method.name == "__init__"
        for one in ast.walk(method)
    )
    starts = [one for one in owner.body if isinstance(one, Function) and one.name in _READING]
    return not closed and any(
        isinstance(one, ast.Attribute)
        and one.attr == name
        and get_last_name(one.value) == "self"
        and isinstance(one.ctx, ast.Load)
        and source.find_class(one) is owner
        for start in starts
        for one in source.find_reachable_nodes(start)
    )
