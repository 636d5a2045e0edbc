"""Shape comments are claims: true ones pass, each kind of false one is named with its line."""

from __future__ import annotations

import pytest
from conftest import fenced

from tools.shapes import claims, instrument

TRUE = """
from __future__ import annotations
import numpy as np

B, T, C = 2, 3, 4
x = np.zeros((B, T, C))  # (B, T, C)
flat = x.reshape(B, T * C)  # (B, T * C)
total = x.sum()  # ()
rows, columns = np.zeros(5), np.zeros((5, 2))  # (N,), (N, 2)
x += 1  # (B, T, 4)
y: np.ndarray = x[0]  # (T, C)  (1)!
for row in y:  # (C,)
    last = row[
        None
    ]  # (1, C)


def double(x):
    return x * 2  # (B, T, C)


class Net:
    def __call__(self, x):
        self.seen = x.swapaxes(1, 2)  # (B, C, T)
        return self.seen


Net()(double(x))
z = x  # (not a shape)
w = x  # (2)!
"""
FALSE = {
    "number": (
        "x = np.zeros((2, 3))  # (2, 4)",
        "line 3 of the block: (2, 4) is claimed, the value has (2, 3)",
    ),
    "dimensions": ("x = np.zeros(2)  # (2, 1)", "line 3 of the block: (2, 1) is claimed, the value has 1 dimensions"),
    "letter": ("x = np.zeros((2, 3))  # (B, B)", "(B, B) is claimed with B = 2, the value has (2, 3)"),
    "variable": ("T = 5\nx = np.zeros((2, 3))  # (B, T)", "(B, T) is claimed with T = 5, the value has (2, 3)"),
    "product": ("B, C = 2, 3\nx = np.zeros(7)  # (B * C,)", "(B * C,) is claimed with B * C = 6, the value has (7,)"),
    "later": ("x = np.zeros(2)  # (N,)\nx = np.zeros(3)  # (N,)", "line 4 of the block: (N,) is claimed with N = 2"),
    "shapeless": ("x = [1, 2]  # (2,)", "(2,) is claimed of a value without a shape"),
    "nothing": ("np.zeros(2)  # (2,)", "line 3 of the block: nothing is assigned there, or it never runs"),
    "never": (
        "if False:\n    x = np.zeros(2)  # (2,)",
        "line 4 of the block: nothing is assigned there, or it never runs",
    ),
    "pair": ("x, y = np.zeros(2), np.zeros(3)  # (2,), (2,)", "(2,) is claimed, the value has (3,)"),
}


@pytest.fixture(scope="module")
def traced(run_course):
    pages = {f"docs/zh/{name}.md": fenced(f"import numpy as np\n\n{code}") for name, (code, _) in FALSE.items()}
    return run_course(pages | {"docs/zh/true.md": fenced(TRUE) + "1.  one\n2.  two\n"})[0]


def test_true_claims_pass(traced):
    assert len(claims(TRUE)) == 10
    assert traced.outcomes["docs/zh/true.md::line1[shapes]"] == "PASSED", traced.text


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_is_named_with_its_line(traced, name):
    assert FALSE[name][1] in traced.message(f"docs/zh/{name}.md")


def test_the_traced_block_is_the_block():
    assert "__shape_check__" not in instrument("x = 1  # (1)!\n").replace("import check as __shape_check__", "")
