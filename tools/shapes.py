"""Trace shape comments: `# (B, T, C)` at the end of a line that assigns is a claim about the value assigned there.

A call of `check` follows each claim. A claim holds if the value has that many dimensions, numbers are equal, and a letter or name
means the same size in the whole block, which is that of the variable of that name if there is one.
"""

from __future__ import annotations

import ast
import io
import json
import re
import sys
import tokenize
from pathlib import Path

SHAPE = r"\((?:[^()]*,[^()]*)?\)"  # a comma inside, or nothing: (B, T), (N,), ()
CLAIM = re.compile(rf"#\s*({SHAPE}(?:,\s*{SHAPE})*)\s*(?:\(\d+\)!?)?\s*")
sizes: dict[str, int] = {}


def claims(code: str) -> dict[int, list[str]]:
    """The claims of a block: line number to the shapes that the comment at its end names."""
    found: dict[int, list[str]] = {}
    if not re.search(r"#\s*\(", code):
        return found
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.COMMENT and (claim := CLAIM.fullmatch(token.string)):
            found[token.start[0]] = re.findall(SHAPE, claim[1])
    return found


class Tracer(ast.NodeTransformer):
    """Puts a call of `check` behind each statement that a claim ends."""

    def __init__(self, claimed: dict[int, list[str]]) -> None:
        self.claimed = dict(claimed)

    def calls(self, line: int, targets: list[ast.expr]) -> list[ast.stmt]:
        shapes = self.claimed.get(line)
        if shapes is None:
            return []
        if len(targets) == 1 and isinstance(targets[0], ast.Tuple | ast.List) and len(shapes) > 1:
            targets = list(targets[0].elts)
        if len(targets) != len(shapes):
            return []
        del self.claimed[line]
        return [
            ast.parse(f"__shape_check__({ast.unparse(target)}, {shape!r}, {line}, {{**globals(), **locals()}})").body[0]
            for target, shape in zip(targets, shapes, strict=True)
        ]

    def visit(self, node: ast.AST) -> ast.AST | list[ast.AST]:
        self.generic_visit(node)
        if isinstance(node, ast.Assign):
            return [node, *self.calls(node.end_lineno, node.targets)]
        if isinstance(node, ast.AnnAssign | ast.AugAssign):
            return [node, *self.calls(node.end_lineno, [node.target])]
        if isinstance(node, ast.For):
            node.body = [*self.calls(node.iter.end_lineno, [node.target]), *node.body]
        if isinstance(node, ast.Return) and node.end_lineno in self.claimed:
            value = ast.Assign([ast.Name("__shape_value__", ast.Store())], node.value)
            checks = self.calls(node.end_lineno, [ast.Name("__shape_value__", ast.Load())])
            return [value, *checks, ast.Return(ast.Name("__shape_value__", ast.Load()))]
        return node


def between_statements(code: str) -> bool:
    """Whether all claims stand outside functions and classes, so that checks change nothing of what is compiled, exported or pickled."""
    inner = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
    spans = [range(node.lineno, node.end_lineno + 1) for node in ast.walk(ast.parse(code)) if isinstance(node, inner)]
    return not any(line in span for line in claims(code) for span in spans)


def instrument(code: str) -> ast.Module:
    """The block with its claims turned into checks; every line keeps its number."""
    tree = Tracer(claims(code)).visit(ast.parse(code))
    future = sum(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    docstring = ast.get_docstring(tree) is not None
    tree.body.insert(future + docstring, ast.parse("from tools.shapes import check as __shape_check__").body[0])
    return ast.fix_missing_locations(tree)


def check(value: object, shape: str, line: int, scope: dict[str, object]) -> None:
    """Compare a value's shape with a claim; log the outcome beside the script's folder, so that workers are heard too."""
    fault = disagreement(getattr(value, "shape", None), shape, scope)
    with log_of(Path(sys.modules["__main__"].__file__).parent).open("a", encoding="utf-8") as log:
        print(json.dumps([line, fault]), file=log)


def log_of(folder: Path) -> Path:
    return Path(f"{folder}.shapes")


def disagreement(actual: object, shape: str, scope: dict[str, object]) -> str | None:
    """Why a shape is not as claimed, or None."""
    claimed = ast.parse(shape, mode="eval").body.elts
    if actual is None:
        return f"{shape} is claimed of a value without a shape"
    if len(claimed) != len(actual):
        return f"{shape} is claimed, the value has {len(actual)} dimensions: {tuple(actual)}"
    for node, size in zip(claimed, actual, strict=True):
        if isinstance(node, ast.Name):
            known = scope.get(node.id) if isinstance(scope.get(node.id), int) else sizes.setdefault(node.id, size)
        else:
            known = eval(ast.unparse(node), {**scope, **sizes})
        if known != size:
            known_as = "" if isinstance(node, ast.Constant) else f" with {ast.unparse(node)} = {known}"
            return f"{shape} is claimed{known_as}, the value has {tuple(actual)}"
    return None


def faults(code: str, folder: Path) -> list[str]:
    """What the trace of a block found: claims that do not hold, and claims that no run line assigns."""
    log = log_of(folder)
    reached = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []
    wrong = {f"line {line} of the block: {fault}" for line, fault in reached if fault}
    silent = set(claims(code)) - {line for line, _ in reached}
    return sorted(wrong) + [
        f"line {line} of the block: nothing is assigned there, or it never runs" for line in sorted(silent)
    ]
