"""What the runner does with right pages: grades, updates, languages, isolation, workers, the record, the machines."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from course import fenced

from tools.compare import same, same_figure
from tools.machines import environment, machines

PAGE = '```python\n--8<-- "page/{0}.py"\n```\n\n<!--pytest-codeblocks:expected-output-->\n```text\n--8<-- "page/{0}.out"\n```\n\n'

# Each pair: a block that changes something, and the next one, which must not see it.
LEAKS = {
    "dtype": (
        "import torch; torch.set_default_dtype(torch.float64)",
        "import torch; print(torch.zeros(1).dtype)",
        "torch.float32",
    ),
    "grad": ("import torch; torch.set_grad_enabled(False)", "import torch; print(torch.is_grad_enabled())", "True"),
    "device": (
        "import torch; torch.set_default_device('meta')",
        "import torch; print(torch.zeros(1).device.type)",
        "cpu",
    ),
    "options": (
        "import torch; torch.set_printoptions(precision=1)",
        "import torch; print(torch.tensor(0.25))",
        "tensor(0.2500)",
    ),
    "threads": ("import torch; torch.set_num_threads(2)", "import torch; print(torch.get_num_threads())", "1"),
    "environment": ("import os; os.environ['LEAK'] = '1'", "import os; print('LEAK' in os.environ)", "False"),
    "file": ("open('leak', 'w').close()", "import os; print(os.listdir())", "['{name}.py']"),
    "folder": ("import os; os.chdir('/')", "import os; print(os.path.basename(os.getcwd()))", "work"),
    "module": ("import json; json.leak = 1", "import json; print(hasattr(json, 'leak'))", "False"),
    "name": ("leak = 1", "print('leak' in globals(), __name__, __file__.endswith('.py'))", "False __main__ True"),
    "path": ("import sys; sys.path.clear()", "import sys; print(len(sys.path) > 3)", "True"),
    "memory": (
        "import torch; kept = torch.ones(2**28)",
        "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2**20)",
        "True",
    ),
    "hook": ("import sys; sys.settrace(lambda *a: None)", "import sys; print(sys.gettrace())", "None"),
    "signal": ("import os; os.kill(os.getpid(), 9)", "print('{name}', 'lives')", "{name} lives"),
    "hang": ("import time; time.sleep(99)", "print('{name}', 'lives')", "{name} lives"),
    "exit": ("import os; os._exit(7)", "print('{name}', 'lives')", "{name} lives"),
}
BLOCKS = {
    "child_output": ("import os; print('own'); os.system('echo child'); print('own')", "own\nchild\nown\n"),
    "pickling": (
        "import io, pickle, torch\nclass Net(torch.nn.Module): pass\nprint(type(pickle.loads(pickle.dumps(Net()))).__name__)\n"
        "file = io.BytesIO(); torch.save(Net(), file); file.seek(0)\nprint(torch.load(file, weights_only=False))",
        "Net\nNet()\n",
    ),
    "getsource": (
        "import inspect\ndef f():\n    return 1\nprint(inspect.getsource(f), end='')",
        "def f():\n    return 1\n",
    ),
    "dataclass": (
        "from dataclasses import dataclass\nfrom typing import get_type_hints\n@dataclass\nclass A:\n    x: 'int'\nprint(get_type_hints(A))",
        "{'x': <class 'int'>}\n",
    ),
    "exit_handlers": ("import atexit; atexit.register(print, 'bye'); print('hello')", "hello\nbye\n"),
    "system_exit": ("import sys; print(1); sys.exit()", "1\n"),
    "input": ("import sys; print(repr(sys.stdin.read()))", "''\n"),
    "unicode": ("print('韩立')", "韩立\n"),
    "late_thread": ("import threading\nthreading.Thread(target=lambda: print('late')).start()", "late\n"),
    "optimizer": (
        "import torch\nprint(torch.optim.AdamW([torch.zeros(1, requires_grad=True)]).defaults['lr'])",
        "0.001\n",
    ),
}
WORKERS = """
import torch
from torch.utils.data import DataLoader

if __name__ == "__main__":
    for start in ("fork", "spawn", "forkserver"):
        print(start, [batch.tolist() for batch in DataLoader(range(4), 2, num_workers=2, multiprocessing_context=start)])
"""
WORKED = "".join(f"{start} [[0, 1], [2, 3]]\n" for start in ("fork", "spawn", "forkserver"))
COMPILED = """
import torch


@torch.compile
def double(x):
    return x.sin() * 2


print(torch.allclose(double(torch.ones(3)), torch.ones(3).sin() * 2))
"""


@pytest.fixture(scope="module")
def course(run_course):
    """One run over all of the blocks above, with torch warm."""
    pages = {}
    for name, (leak, look, seen) in LEAKS.items():
        text = fenced(leak, None, "timeout(2)" if name == "hang" else "timeout(60)") + "\n"
        line = text.count("\n") + 1
        pages[f"docs/zh/{name}.md"] = text + fenced(
            look.format(name=name), seen.format(name=f"line{line}" if name == "file" else name) + "\n"
        )
    for name, (code, output) in BLOCKS.items():
        pages[f"docs/zh/{name}.md"] = fenced(code, output)
    pages["docs/zh/workers.md"] = fenced(WORKERS, WORKED, "timeout(300)")
    pages["docs/zh/compiled.md"] = fenced(COMPILED, "True\n", "timeout(300)")
    return run_course(pages, warm="torch torch._dynamo")[0]


@pytest.mark.parametrize("name", LEAKS)
def test_nothing_leaks_to_the_next_block(course, name):
    found = {test: outcome for test, outcome in course.outcomes.items() if f"/{name}.md" in test}
    killed = name in {"signal", "hang", "exit"}
    assert list(found.values()) == ["FAILED" if killed else "PASSED", "PASSED"], course.text


@pytest.mark.parametrize("name", [*BLOCKS, "workers", "compiled"])
def test_a_block_behaves_as_a_script(course, name):
    assert [outcome for test, outcome in course.outcomes.items() if f"/{name}.md" in test] == ["PASSED"], course.text


def test_a_new_interpreter_serves_where_there_is_no_fork(run_course):
    pages = {
        f"docs/zh/{name}.md": fenced(*BLOCKS[name])
        for name in ("child_output", "getsource", "exit_handlers", "unicode")
    }
    run, _ = run_course(pages, "--isolation=interpreter")
    assert list(run.outcomes.values()) == ["PASSED"] * 4, run.text


def test_nothing_is_left_running(run_course):
    code = "import subprocess\nprocess = subprocess.Popen(['sleep', '1640'])\nprint(process.pid)"
    run, _ = run_course({"docs/zh/page.md": fenced(code, "none\n")})
    pid = int(run.message("docs/zh/page.md").split("\n+")[-1].split()[0])
    state = Path(f"/proc/{pid}/stat")  # a killed process whose parent is gone may stay listed as a zombie
    assert not state.exists() or state.read_text().split()[2] == "Z"


def test_what_the_blocks_import_is_imported_before_the_fork(run_course):
    """Two blocks see one and the same import: its file has run once, in the server, and so under no block's name."""
    module = "import os\nprocess = os.getpid()\n"
    look = "import os\nimport slow\nprint(slow.process == os.getppid())\n"
    run, _ = run_course({"slow.py": module, "docs/zh/page.md": fenced(look, "True\n") + fenced(look + "#", "True\n")})
    assert run.code == 0, run.text


def test_the_other_language_is_collected_and_not_run_again(run_course):
    page = fenced("print(1)", "1\n")
    other = fenced("print(2)", "2\n")
    run, _ = run_course({"docs/zh/page.md": page, "docs/en/page.md": page + other})
    assert sorted(test.split("/")[1] for test in run.outcomes) == ["en", "en"]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_update_writes_outputs_and_figures_and_then_all_passes(run_course, workers):
    draw = "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.plot([1, {0}])\nfigure.savefig('line.svg')\nprint({0})\n"
    files = {"docs/zh/page.md": PAGE.format("draw"), "snippets/page/draw.py": draw.format(2)}
    assert "--update-outputs" in run_course(files)[0].message("docs/zh/page.md")
    run, root = run_course(files, "--update-outputs", "-n", workers)
    assert run.code == 0, run.text
    assert (root / "snippets/page/draw.out").read_text() == "2\n"
    assert "wrote snippets/page/draw.out\nwrote snippets/page/line.svg\n" in run.text
    assert run_course({}, root=root)[0].code == 0
    first = (root / "snippets/page/line.svg").read_text()
    assert run_course({"snippets/page/draw.py": draw.format(3)}, root=root)[0].code == 1
    assert (
        run_course({"snippets/page/draw.out": "3\n"}, root=root)[0].message("docs/zh/page.md").find("another line.svg")
        > 0
    )
    assert run_course({}, "--update-outputs", root=root)[0].code == 0
    assert (root / "snippets/page/line.svg").read_text() != first


def test_a_folded_solution_runs_and_is_compared(run_course):
    folded = '??? success "A solution"\n\n' + "".join(
        f"    {line}\n" if line else "\n" for line in PAGE.format("answer").splitlines()
    )
    files = {"docs/zh/page.md": folded, "snippets/page/answer.py": "print(42)\n"}
    assert run_course(files, "--update-outputs")[0].code == 0
    run, root = run_course(files | {"snippets/page/answer.out": "42\n"})
    assert run.code == 0, run.text
    assert run_course({"snippets/page/answer.out": "43\n"}, root=root)[0].code == 1


def test_what_holds_here_only_is_told_the_honest_grade(run_course):
    if len(__import__("tools.machines").machines.machines()) == 1:
        pytest.skip("only x86 machines can simulate older ones")
    code = "import os\nprint(0.1234 if os.environ.get('ATEN_CPU_CAPABILITY') is None else {})"
    pages = {
        "docs/zh/near.md": fenced(code.format(0.1235), "0.1234\n"),
        "docs/zh/far.md": fenced(code.format(0.2), "0.1234\n"),
    }
    pages["docs/zh/everywhere.md"] = fenced("print(0.1235)", "0.1234\n")
    run, _ = run_course(pages, "--machines=all")
    assert "the honest grade is digits" in run.message("docs/zh/near.md")
    assert "grade bound" in run.message("docs/zh/far.md")
    assert "grade" not in run.message("docs/zh/everywhere.md"), (
        "an output that is wrong everywhere needs no lower grade"
    )
    assert [run.outcomes[f"docs/zh/near.md::line1[{name}]"] for name in ("host", "avx2", "plain")] == [
        "PASSED",
        "FAILED",
        "FAILED",
    ]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_the_record_holds_what_passed_and_ages_with_the_page(run_course, workers):
    from tools.proof import stamp

    page = fenced("print(0.5)", "0.5\n", "digits") + fenced("import torch", None, 'skip(reason="needs a GPU")')
    files = {"docs/zh/a/page.md": page, "docs/en/a/page.md": page, "docs/zh/broken.md": fenced("print(1)", "2\n")}
    run, root = run_course(files, "--record", "-n", workers)
    record = json.loads((root / "proof/a/page.json").read_text())
    wanted = {
        "blocks": 1,
        "outputs": {"digits": 1},
        "not_run": 1,
        "reasons": {"needs a GPU": 1},
        "machines": ["host"],
        "figures": 0,
        "shapes": 0,
    }
    assert {name: record[name] for name in wanted} == wanted, run.text
    assert not (root / "proof/broken.json").exists()
    assert stamp("a/page", root)["fresh"] is True
    (root / "docs/zh/a/page.md").write_text(page.replace("0.5)", "0.25 * 2)"))
    assert stamp("a/page", root)["fresh"] is False


def test_a_block_of_the_host_runs_on_no_other_machine_and_the_record_says_so(run_course):
    page = fenced("print(1)", "1\n", 'host_only(reason="compiles")') + fenced("print(2)", "2\n")
    run, root = run_course({"docs/zh/page.md": page}, "--machines=all", "--record")
    names = [test.partition("::")[2] for test in run.outcomes]
    assert [name for name in names if name.startswith("line2")] == ["line2[host]"], run.text
    assert [name.partition("[")[2] for name in names if not name.startswith("line2")] == [f"{m}]" for m in machines()]
    record = json.loads((root / "proof/page.json").read_text())
    assert (record["machines"], record["host_only"]) == (list(machines()), 1)
    assert record["host_only_reasons"] == {"compiles": 1}


@pytest.mark.parametrize("name", ["task", "block"])  # the runner has a block.py of its own
def test_a_block_runs_with_the_files_beside_it_and_no_other_does(run_course, name):
    task, use = "def answer():\n    return 42\n", f"from {name} import answer\n\nprint(answer())"
    beside = fenced(use, "42\n", f'beside("{name}.py")')
    page = f'```python\n--8<-- "page/{name}.py"\n```\n\n' + beside + fenced(use, "42\n")
    run, _ = run_course({"docs/zh/page.md": page, f"snippets/page/{name}.py": task})
    assert sorted(run.outcomes.values()) == ["FAILED", "PASSED", "PASSED"], run.text
    assert f"No module named '{name}'" in run.text


@pytest.mark.parametrize(
    ("expected", "got", "equal"),
    [
        ("tensor([0.1234, 2.0000])", "tensor([0.1235, 1.9999])", True),
        ("tensor([0.1234])", "tensor([0.1236])", False),
        ("tensor([0.0000])", "tensor([-0.0001])", True),
        ("1.2e-07", "1.3e-07", True),
        ("1.2e-07", "1.4e-07", False),
        ("step 3: 0.5", "step 4: 0.5", False),
        ("loss 0.5", "cost 0.5", False),
        ("0.5 0.5", "0.5", False),
        ("1.0", "nan", False),
    ],
)
def test_digits_means_one_unit_in_the_last_digit_shown(expected, got, equal):
    assert same(expected, got, "digits") is equal


def test_figures_may_move_a_little_and_no_more(tmp_path):
    drawing = '<use xlink:href="#m{}c6aa1a8c" x="{}"/>'
    old, near, far = (tmp_path / f"{name}.svg" for name in ("old", "near", "far"))
    for path, identity, x in ((old, "7e", 1.00), (near, "7a", 1.04), (far, "7e", 1.10)):
        path.write_text(drawing.format(identity, x))
    assert same_figure(old, old) and same_figure(old, near)
    assert not same_figure(old, far)


def test_pictures_are_compared_by_their_pixels(tmp_path):
    from PIL import Image

    old, near, far, other = (tmp_path / f"{name}.png" for name in ("old", "near", "far", "other"))
    for path, grey, size in ((old, 100, 8), (near, 103, 8), (far, 120, 8), (other, 100, 9)):
        Image.new("L", (size, size), grey).save(path)
    assert same_figure(old, near)
    assert not same_figure(old, far) and not same_figure(old, other)


def test_warm_modules_import_without_a_warning():
    """A spawned worker imports torch again, with warnings as errors."""
    for name in ("torch", "torchvision", "matplotlib.pyplot"):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", f"import {name}"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_each_machine_keeps_what_it_compiled_to_itself():
    """Shared, code compiled for one machine was taken by another, and gave wrong numbers without an error."""
    folders = {environment(machine, Path())["TORCHINDUCTOR_CACHE_DIR"] for machine in machines()}
    assert len(folders) == len(machines())


def test_the_runner_stays_small():
    root = Path(__file__).parents[2] / "tools"
    lines = [line for line in (root / "runner.py").read_text().splitlines() if line.strip()]
    assert len(lines) < 200
