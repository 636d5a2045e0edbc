import ast
import sys
from importlib.util import find_spec
from pathlib import Path

PATTERNS = ["lightning", "builder", "memory", "distributed", "serve"]
BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.BoolOp, ast.comprehension)


def nodes_of(name: str) -> list[ast.AST]:
    origin = Path(find_spec(f"hanli.{name}").origin)
    files = origin.parent.glob("*.py") if origin.name == "__init__.py" else [origin]  # (1)!
    return [node for path in files for node in ast.walk(ast.parse(path.read_text("utf-8")))]


def packages(nodes: list[ast.AST]) -> list[str]:
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom)]
    found = {name.partition(".")[0] for name in names}
    return sorted(found - set(sys.stdlib_module_names) - {"hanli"})


def count(nodes: list[ast.AST], kinds: type | tuple[type, ...]) -> int:
    return sum(isinstance(node, kinds) for node in nodes)


print("pattern  module             statements  functions  decisions each  packages")
for number, name in enumerate(PATTERNS, 1):
    nodes = nodes_of(name)
    functions = count(nodes, ast.FunctionDef)
    decisions = count(nodes, (*BRANCHES, ast.ExceptHandler)) / functions  # (2)!
    counts = f"{round(count(nodes, ast.stmt), -1):10} {functions:10} {decisions:15.1f}"
    print(f"CP-{number:03}   {f'hanli.{name}':18} {counts}  {' '.join(packages(nodes))}")
