"""Shape comments are claims: true ones pass, each kind of false one is named with its line."""

from __future__ import annotations

import ast

import pytest
from course import fenced

from tools.shapes import between_statements, claims, instrument

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
    assert traced.outcomes["docs/zh/true.md::line1[host]"] == "PASSED", traced.text


@pytest.mark.parametrize("name", FALSE)
def test_a_false_claim_is_named_with_its_line(traced, name):
    assert FALSE[name][1] in traced.message(f"docs/zh/{name}.md")


def test_the_traced_block_is_the_block():
    traced = ast.unparse(instrument("x = 1  # (1)!\n"))
    assert "__shape_check__" not in traced.replace("import check as __shape_check__", "")


INSIDE = "import numpy as np\n\n\ndef make():\n    x = np.zeros(2)  # ({size},)\n    return x\n\n\nmake()\n"


def test_one_run_serves_output_and_shapes_and_without_fork_shapes_have_their_own(run_course):
    pages = {"docs/zh/page.md": fenced(INSIDE.format(size=2))}
    assert run_course(pages)[0].outcomes == {"docs/zh/page.md::line1[host]": "PASSED"}
    run, _ = run_course(pages, "--isolation", "interpreter")
    assert set(run.outcomes) == {"docs/zh/page.md::line1[host]", "docs/zh/page.md::line1[shapes]"}, run.text


@pytest.mark.parametrize(
    ("size", "output", "outcome"),
    [(2, "('np', 'zeros')", "PASSED"), (3, "('np', 'zeros')", "FAILED"), (2, "()", "FAILED")],
)
def test_a_function_that_checks_would_change_is_compared_without_them(run_course, size, output, outcome):
    code = INSIDE.format(size=size) + "print(make.__code__.co_names)"
    assert not between_statements(code)
    run, _ = run_course({"docs/zh/page.md": fenced(code, f"{output}\n")})
    assert run.outcomes == {"docs/zh/page.md::line1[host]": outcome}, run.text
    if size == 3:
        assert "(3,) is claimed, the value has (2,)" in run.message("docs/zh/page.md")
    elif outcome == "FAILED":
        assert "+('np', 'zeros')" in run.message("docs/zh/page.md")


@pytest.mark.parametrize(("size", "outcome"), [(2, "PASSED"), (3, "FAILED")])
def test_claims_in_a_copy_of_the_block_are_traced_too(run_course, size, outcome):
    code = (
        "import shutil\n\nimport numpy as np\n\n\ndef make():\n    return np.zeros(2)\n\n\ndef use():\n"
        f"    x = make()  # ({size},)\n    return x\n\n\n"
        'if __name__ == "__main__":\n    shutil.copy(__file__, "other.py")\n    from other import use\n\n    use()'
    )
    run, _ = run_course({"docs/zh/page.md": fenced(code)})
    assert run.outcomes == {"docs/zh/page.md::line1[host]": outcome}, run.text


def test_a_traced_block_sees_its_own_text_its_lines_and_an_empty_folder(run_course):
    code = (
        "import inspect\nimport os\nimport sys\n\nimport numpy as np\n\n\ndef f():\n    return 1\n\n\n"
        "x = np.zeros(2)  # (2,)\nprint(os.listdir(), sys._getframe().f_lineno)\nprint(inspect.getsource(f), end='')"
    )
    run, _ = run_course({"docs/zh/page.md": fenced(code, "['line1.py'] 13\ndef f():\n    return 1\n")})
    assert (run.code, list(run.outcomes)) == (0, ["docs/zh/page.md::line1[host]"]), run.text


def test_a_block_that_looks_at_its_own_names_is_told_so(run_course):
    code = "import numpy as np\n\nx = np.zeros(2)  # (2,)\nprint([name for name in dir() if 'check' in name])"
    run, _ = run_course({"docs/zh/page.md": fenced(code, "[]\n")})
    assert "when its shape comments are not traced" in run.message("docs/zh/page.md")


def test_updating_traces_the_new_block_too(run_course):
    page = '```python\n--8<-- "page/draw.py"\n```\n\n<!--pytest-codeblocks:expected-output-->\n```text\n--8<-- "page/draw.out"\n```\n'
    files = {
        "docs/zh/page.md": page,
        "snippets/page/draw.py": "import numpy as np\n\nx = np.zeros(2)  # (3,)\nprint(1)\n",
    }
    run, root = run_course(files, "--update-outputs")
    assert (root / "snippets/page/draw.out").read_text() == "1\n"
    assert "(3,) is claimed, the value has (2,)" in run.message("docs/zh/page.md")
