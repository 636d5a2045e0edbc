"""`--changed` selects every page and test that a change may make fail.

That it misses no page is shown three ways: a block that loads a module which does not select its page fails wherever it runs (the
runner asks `tools.changed.unseen`); what each module really imports is compared with what is read from its text; and drawn modules are
broken in a copied tree, where a page that was not selected must pass and one that was must fail.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from course import fenced

from tools import changed
from tools.blocks import blocks_of
from tools.proof import stamp

ROOT = Path(__file__).parents[2]
LIBRARY = {
    "hanli/__init__.py": "",
    "hanli/seed.py": "SEED = 1640\n",
    "hanli/lint/__init__.py": "from hanli.lint.rules import RULES\n",
    "hanli/lint/rules.py": "from .. import seed\nRULES = [seed.SEED]\n",
    "hanli/lint/__main__.py": "from . import dead\n",
    "hanli/lint/dead.py": '"""Read like hanli.train, which it does not import."""\n',
    "hanli/train.py": "def fit():\n    from hanli import seed\n    return seed.SEED\n",
    "hanli/fetch.py": "from pathlib import Path\nLOCK = Path(__file__).with_name('fetch.toml')\n",
    "hanli/fetch.toml": "[words]\n",
    "hanli/data.py": "from hanli import fetch\n\n\ndef words():\n    return fetch.LOCK.read_text()\n",
}
PAGES = {
    "linted": "from hanli.lint import RULES\nprint(RULES)",
    "trained": "import hanli.train\nprint(hanli.train.fit())",
    "launched": "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'hanli.lint'], check=True)",
    "counted": "from importlib.util import find_spec\nprint(find_spec(f'hanli.{'seed'}').origin.endswith('seed.py'))",
    "fetched": "from hanli.data import words\nprint(words())",
    "plain": "print(1)",
}
USERS = {"counted", "linted", "launched", "trained", "test_rules", "test_train"}
RUNS = {"test_runs", "test_fetching"}


@pytest.fixture
def tree(tmp_path):
    """A small course with a library in folders, and a test of each kind."""
    files = LIBRARY | {
        f"docs/{language}/{name}.md": fenced(code) for name, code in PAGES.items() for language in ("zh", "en")
    }
    files["docs/zh/shown.md"] = files["docs/en/shown.md"] = '```python\n--8<-- "shown/one.py"\n```\n'
    files |= {"snippets/shown/one.py": "print(1)\n", "snippets/shown/one.out": "1\n", "snippets/shown/line.svg": ""}
    files["tests/hanli/test_train.py"] = "from hanli.train import fit\n"
    files["tests/hanli/lint/test_rules.py"] = "from hanli.lint import RULES\n"
    files["tests/hanli/test_data.py"] = "from hanli.data import words\n"
    files["tests/snippets/test_fetching.py"] = "from hanli import fetch\nCODE = 'import hanli.seed'\n"
    files |= dict.fromkeys(
        ("tests/site/test_parity.py", "tests/site/test_browser.py", "tests/snippets/test_runs.py"), ""
    )
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def chosen(tree: Path, *files: str) -> set[str]:
    """The Chinese pages and the tests that a change of these files selects, by their names."""
    found = [path.relative_to(tree).as_posix() for path in changed.select(set(files), tree)]
    assert {name[8:] for name in found if name.startswith("docs/zh")} == {
        name[8:] for name in found if name.startswith("docs/en")
    }
    return {Path(name).stem for name in found if not name.startswith("docs/en")}


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("hanli/lint/rules.py", {"counted", "linted", "launched", "test_rules"}),
        ("hanli/lint/dead.py", {"counted", "launched", "linted", "test_rules"}),
        ("hanli/train.py", {"counted", "trained", "test_train"}),
        ("hanli/seed.py", USERS),
        ("hanli/__init__.py", {*USERS, "fetched", "test_data", "test_fetching"}),
        ("hanli/fetch.toml", {"counted", "fetched", "test_data", "test_fetching"}),
        ("hanli/fetch.py", {"counted", "fetched", "test_data", "test_fetching"}),
        ("hanli/py.typed", set()),
        ("docs/en/plain.md", {"plain", "test_parity", *RUNS}),
        ("snippets/shown/one.out", {"shown", "test_parity", *RUNS}),
        ("snippets/shown/line.svg", {"shown", "test_parity", *RUNS}),
        ("tests/readers/shown.md", {"test_parity", *RUNS}),
        ("overrides/main.html", {"test_browser"}),
        ("tools/hooks.py", {"test_parity", "test_browser", *RUNS}),
        ("tests/hanli/conftest.py", {"test_data", "test_train", "test_rules"}),
        ("tests/hanli/lint/cases/one.py", {"test_data", "test_train", "test_rules"}),
        ("tests/site/not_yet_taught.txt", {"test_browser", "test_parity"}),
        ("tests/site/test_browser.py", {"test_browser"}),
        ("LICENSE", set()),
    ],
)
def test_what_a_change_selects(tree, file, expected):
    assert chosen(tree, file) == expected


@pytest.mark.parametrize(
    "code",
    [
        "from hanli.lint import rules, dead\nfrom hanli import train, seed\n",
        "from hanli.lint import (\n    rules,\n    dead,\n)\nfrom hanli import train, seed\n",
        "from hanli import (train)\nfrom hanli import seed\nfrom hanli.lint import dead, rules\n",
    ],
)
def test_every_module_of_imports_that_follow_each_other_is_named(tree, code):
    names = {"lint", "lint.rules", "lint.dead", "lint.__main__", "train", "seed"}
    assert changed.named(code, tree) == {"hanli", *(f"hanli.{name}" for name in names)}


@pytest.mark.parametrize("file", ["tools/isolate.py", "pyproject.toml", "requirements/test.txt"])
def test_what_may_change_every_page_selects_them_all(tree, file):
    assert chosen(tree, file) >= {*PAGES, "shown"}


def test_the_difference_to_a_revision_and_new_files(tree):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], cwd=tree, check=True)
    assert changed.changed_files(tree, "HEAD") == set()
    (tree / "docs/zh/新.md").write_text("new")
    (tree / "hanli/seed.py").unlink()
    assert changed.changed_files(tree, "HEAD") == {"docs/zh/新.md", "hanli/seed.py"}
    with pytest.raises(ValueError, match=r"--changed docs/zh: git says .*: name a revision"):
        changed.changed_files(tree, "docs/zh")


def test_the_option_collects_what_is_selected(run_course):
    files = {f"docs/zh/{name}.md": fenced("print(1)", "1\n") for name in ("one", "two")}
    _, root = run_course(files)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], cwd=root, check=True)
    run, _ = run_course({"docs/zh/two.md": fenced("print(2)", "2\n")}, "--changed", root=root)
    assert run.outcomes == {"docs/zh/two.md::line1[host]": "PASSED"}, run.text
    assert "changed since HEAD: 1 pages, 0 test files" in run.text


def test_a_block_that_loads_what_does_not_select_its_page_fails(run_course):
    hidden = "import importlib\nprint(importlib.import_module('han' + 'li.seed').SEED)"
    run, _ = run_course(LIBRARY | {"docs/zh/page.md": fenced(hidden, "1640\n")})
    assert "loads ['hanli', 'hanli.seed'], and --changed does not know" in run.message("docs/zh/page.md")


LOADED = """
import contextlib, importlib, json, os, sys, tempfile


def loaded_by(*names):
    with tempfile.TemporaryFile() as file:
        if (child := os.fork()) == 0:
            try:
                for name in names:
                    importlib.import_module(name)
            finally:
                file.write("\\n".join(sys.modules).encode())
                file.flush()
                os._exit(0)
        os.waitpid(child, 0)
        file.seek(0)
        return file.read().decode().split()


def ours(names):
    return [name for name in names if name.split(".")[0] == "hanli"]


names = json.loads(sys.argv[1])
import torch
everything = loaded_by(*names)
for other in set(everything) - set(ours(everything)):
    with contextlib.suppress(Exception):  # some are no files; what stays unimported only costs each fork its time
        importlib.import_module(other)
assert not ours(sys.modules)
loaded = {}
for name in sorted(names):  # a package stands before what it contains
    package = loaded.get(name.rpartition(".")[0], [])
    loaded[name] = package if name in package else ours(loaded_by(name))  # an import begins with the package
print(json.dumps(loaded))
"""


@pytest.fixture(scope="module")
def really_imported():
    """What importing a module imports of the library, by its name."""
    if not hasattr(os, "fork"):
        pytest.skip("a fork for each module")
    names = [name for name in changed.modules(ROOT) if not name.endswith("__main__")]
    command = [sys.executable, "-c", LOADED, json.dumps(names)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return {name: set(loaded) for name, loaded in json.loads(done.stdout).items()}


def test_what_a_module_really_imports_was_read_from_its_text(really_imported):
    for name, loaded in really_imported.items():
        unread = loaded - changed.reached({name}, ROOT)
        assert not unread, f"importing {name} imports {sorted(unread)}: tools/changed.py does not read it in its text"


def quickest(pages: set[Path]) -> Path:
    """The page that took the least when it was recorded."""
    recorded = {page: stamp(page.relative_to(ROOT / "docs/zh").with_suffix("").as_posix(), ROOT) for page in pages}
    return min(pages, key=lambda page: recorded[page]["seconds"] if recorded[page] else 1e9)


def imported_by(page, really_imported):
    """What the modules that a page names import when they are imported, not what their texts name as programs to run."""
    names = changed.named(changed.code_of(page, ROOT), ROOT)
    return set().union(*(really_imported.get(name, set()) for name in names))


def test_a_broken_module_breaks_pages_that_were_selected_and_no_other(tmp_path, really_imported):
    seed = random.randrange(2**32)
    pages = {page for page in (ROOT / "docs/zh").rglob("*.md") if not changed.reads_source(page, ROOT)}
    imports = {page: imported_by(page, really_imported) for page in pages if blocks_of(page, ROOT)}
    using = {page for page, modules in imports.items() if modules}
    breakable = [
        (name, file)
        for name, file in changed.modules(ROOT).items()
        if any(name in modules for modules in imports.values())
        and using - changed.select({file.relative_to(ROOT).as_posix()}, ROOT)
    ]
    name, file = random.Random(seed).choice(sorted(breakable))
    selected = changed.select({file.relative_to(ROOT).as_posix()}, ROOT)
    for folder in ("benchmarks", "docs/zh", "snippets", "tools", "hanli"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / file.relative_to(ROOT)).write_text(
        f"raise RuntimeError('{name} is broken on purpose')\n", encoding="utf-8"
    )
    importing = {page for page, modules in imports.items() if name in modules}
    assert importing <= set(selected)
    tried = quickest(importing), quickest(using - selected)
    names = [page.relative_to(ROOT).as_posix() for page in tried]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "host", *names]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    failed = {page for page in names if f"FAILED {page}" in done.stdout}
    assert failed == {names[0]}, f"{name} broken, drawn with random.Random({seed}):\n{done.stdout[-3000:]}"
