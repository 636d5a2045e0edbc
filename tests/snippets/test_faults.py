"""Every fault of a page stops the tests with one clear line: file, line, what is wrong, what to do."""

from __future__ import annotations

import pytest
from course import fenced

SHOWN = "<!--pytest-codeblocks:expected-output-->\n"

# name of the page: its text, and what the message must hold
PAGES = {
    "untagged": ("```\nprint(1)\n```\n", [":1: fence '' would not run", "use python, bash, sh"]),
    "titled": ('```python title="a.py"\nprint(1)\n```\n', [":1: fence 'python title", "write exactly ```python"]),
    "short": ("```py\nprint(1)\n```\n", [":1: fence 'py' would not run"]),
    "tildes": ("~~~python\nprint(1)\n~~~\n", [":1: a ~~~ fence is never collected: use ```"]),
    "missing": ('\n```python\n--8<-- "none.py"\n```\n', [':3: no such snippet, --8<-- "none.py": create the file']),
    "missing_out": (
        f'```python\nprint(1)\n```\n{SHOWN}```text\n--8<-- "none.out"\n```\n',
        [":6: no such", "--update-outputs"],
    ),
    "grade": (
        fenced("print(1)", "1\n", "digit"),
        [":2: unknown mark 'pytest.mark.digit': allowed are", "digits, bound, raises"],
    ),
    "host_digits": (
        "<!--pytest.mark.digits-->\n" + fenced("print(0.5)", "0.5\n", 'host_only(reason="slow")'),
        [":3: graded digits, its numbers depend on the machine: remove host_only"],
    ),
    "beside": (fenced("print(1)", "1\n", 'beside("task.py")'), [":2: the page shows no file task.py: include it"]),
    "no_reason": (fenced("print(1)", None, "skip"), [":2: unknown mark 'pytest.mark.skip'", 'skip(reason="…")']),
    "orphan": (
        f"{SHOWN}```text\n1\n```\n",
        [":1: Found", "no previous code block", "one output, right after the block"],
    ),
    "twice": (fenced("print(1)", "1\n") + f"{SHOWN}```text\n1\n```\n", ["already has expected_output"]),
    "of_data": (f"```yaml\na: 1\n```\n{SHOWN}```text\n1\n```\n", [":1: fence 'yaml' does not run", "no output"]),
    "continued": ("<!--pytest-codeblocks:cont-->\n" + fenced("print(1)", "1\n"), [":1: 'cont' is not used here"]),
    "skipfile": (
        "<!--pytest-codeblocks:skipfile-->\n" + fenced("print(1)", "1\n"),
        [":1: 'skipfile' is not used here"],
    ),
    "inline_figure": (fenced('figure.savefig("a.svg")'), [":1: a block that saves a figure lives in a file"]),
    "unclosed": ("```python\nprint(1)\n", ["Hit end-of-file"]),
    "no_note": (
        fenced("x = 1  # (1)!\ny = 2  # (2)!") + "1.  one\n",
        [":1: the block is marked [1, 2] and the notes after it are [1]"],
    ),
    "twin_marks": (
        fenced("x = 1  # (1)!\ny = 2  # (1)!") + "1.  one\n1.  two\n",
        [":1: the block is marked [1, 1]", "each mark its note"],
    ),
    "output": (fenced("print(1)", "2\n"), [":1: the block printed something else", "-2\n+1\n", "--update-outputs"]),
    "unshown": (fenced("print(1)"), [":1: the block prints, and the page shows no output"]),
    "silent": (fenced("x = 1", "1\n"), ["printed something else", "-1\n"]),
    "stderr": (fenced("import os; os.system('echo oops >&2')"), ["wrote to stderr", "oops"]),
    "warning": (
        fenced("import warnings; warnings.warn('old')"),
        ["ended with code 1", "UserWarning: old", "mark it raises"],
    ),
    "error": (fenced("\n1 / 0"), ["ended with code 1", 'line1.py", line 2', "ZeroDivisionError: division by zero"]),
    "exit": (fenced("import sys; sys.exit(3)"), ["ended with code 3"]),
    "no_error": (fenced("print(1)", "1\n", "raises"), [":2: the block is marked raises, yet it ended with code 0"]),
    "other_error": (fenced("1 / 0", "ZeroDivisionError: by nought\n", "raises"), ["-ZeroDivisionError: by nought"]),
    "hangs": (fenced("while True: pass", None, "timeout(1)"), ["ran longer than 1 s", "timeout(…)"]),
    "signal": (fenced("import os; os.kill(os.getpid(), 9)"), ["was killed by signal 9"]),
    "unbound": (
        fenced("print(0.93)", "0.93\n", "bound"),
        ["graded bound, so each line ends in ': True', yet it printed: 0.93"],
    ),
    "coarse": (fenced("print(0.123)", "0.125\n", "digits"), ["-0.125\n+0.123"]),
    "integer": (fenced("print(7)", "8\n", "digits"), ["-8\n+7"]),
    "bash": ("```bash\nfalse\necho on\n```\n", ["ended with code 1"]),
    "no_figure": ('```python\n--8<-- "none_saved.py"\n```\n', ["did not save a.svg into its own folder"]),
    "figure": ('```python\n--8<-- "other_saved.py"\n```\n', ["drew another b.svg than the page shows"]),
    "shape": (
        fenced("import numpy\nx = numpy.zeros((2, 3))  # (2, 4)"),
        ["line 2 of the block: (2, 4) is claimed, the value has"],
    ),
}
FILES = {
    "snippets/none_saved.py": 'name = "never"\nif name == "once":\n    figure.savefig("a.svg")\n',
    "snippets/other_saved.py": (
        "from pathlib import Path\n\nclass figure:\n    savefig = lambda name: Path(name).write_text('<svg 1.5/>')\n\n"
        'figure.savefig("b.svg")\n'
    ),
    "snippets/b.svg": "<svg 1.7/>",
}


@pytest.fixture(scope="module")
def faulty(run_course):
    pages = {f"docs/zh/{name}.md": text for name, (text, _) in PAGES.items()}
    return run_course(FILES | pages | {"docs/zh/good.md": fenced("print(1)", "1\n")})[0]


@pytest.mark.parametrize("name", PAGES)
def test_fault_is_named_with_file_line_and_remedy(faulty, name):
    message = faulty.message(f"docs/zh/{name}.md")
    for part in PAGES[name][1]:
        assert part in message


def test_faults_of_other_pages_do_not_hide_a_good_one(faulty):
    assert faulty.outcomes["docs/zh/good.md::line1[host]"] == "PASSED"
    assert [test for test, outcome in faulty.outcomes.items() if outcome == "PASSED" and "shape" not in test] == [
        "docs/zh/good.md::line1[host]"
    ]
