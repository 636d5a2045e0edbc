"""Templates keep to what Jinja and MiniJinja share, so that another program can build the site from them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

OVERRIDES = Path(__file__).parents[2] / "overrides"
TEMPLATES = sorted(OVERRIDES.rglob("*.html"))
CODE = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
STRING = re.compile(r"\"[^\"]*\"|'[^']*'")
METHOD = re.compile(r"([\w\])]*)\s*\.(\w+)\(")
MACROS = {("lang", "t"), ("fallback", "t")}  # Material's own templates are modules of macros


def find_methods(template: str) -> list[str]:
    """The methods of Python objects that a template calls: MiniJinja has none."""
    code = " ".join(STRING.sub('""', found) for found in CODE.findall(template))
    return [f"{name}.{method}()" for name, method in METHOD.findall(code) if (name, method) not in MACROS]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.relative_to(OVERRIDES).as_posix())
def test_no_template_calls_a_method_of_python(file: Path) -> None:
    found = find_methods(file.read_text("utf-8"))
    assert not found, f"{file} calls {found}: use a filter (`| items`), an index with `or`, or a slice"


@pytest.mark.parametrize(
    "call", ["d.items()", "d.get(k, 1)", "s.rstrip('/')", "s.removesuffix(x)", "a.b.count('/')", "(a)[0].pop()"]
)
def test_methods_are_found(call: str) -> None:
    assert find_methods(f"<p>{{% for k in {call} %}}{{{{ {call} }}}}</p>")


def test_macros_and_text_are_not_methods() -> None:
    assert not find_methods("{{ lang.t('search.x') }} {{ super() }} {{ 'a.b(c)' | url }} f.g(h)")
