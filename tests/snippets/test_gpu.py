"""`python -m tools.gpu`: what it runs, lists and records, on the CPU; and what a page shows of a record, which here is made up."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from course import fenced

from tools.blocks import blocks_of
from tools.captions import caption_outputs
from tools.gpu.__main__ import ROOT, main
from tools.gpu.needs import needed
from tools.gpu.reading import digest, needs_gpu, read_blocks
from tools.gpu.record import find_stale, read_record
from tools.gpu.running import WARM
from tools.gpu.shown import MARKS, end_of_notes, marked_line, show_gpu_results
from tools.gpu.summary import summarize
from tools.imports import distribution_of
from tools.machines import environment
from tools.pages import LANGUAGES, Page, pages

PROJECT = '[project]\ndependencies = ["torch>={oldest}"]\noptional-dependencies = {{}}\n'
GPU_ONLY = 'skip(reason="needs a CUDA GPU")'
PLAIN = ("torch", "numpy")  # what the plain interpreter has, with what these require


def write_course(root: Path, oldest: str = "2.10", **texts: str) -> Path:
    """A course of these pages, and the claim of `hanli` about torch."""
    (root / "docs/zh").mkdir(parents=True)
    (root / "pyproject.toml").write_text(PROJECT.format(oldest=oldest), encoding="utf-8")
    for name, text in texts.items():
        (root / "docs/zh" / f"{name}.md").write_text(text, encoding="utf-8")
    return root


def run(root: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code of the command on the CPU, and its record."""
    code = main(["--cpu", "--jobs", "1", "--out", str(root / "made"), *words], root)
    return code, json.loads((root / "made/cuda.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def plain_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has torch, numpy and what they require, and nothing else of the test environment."""
    folder = tmp_path_factory.mktemp("plain")
    venv.create(folder, with_pip=False, symlinks=True)
    (site,) = folder.glob("lib/python*/site-packages")
    ahead, found = list(PLAIN), set[str]()
    while ahead:
        name = ahead.pop()
        found.add(name)
        owner = distribution(name)
        for file in owner.files or ():
            if (top := file.parts[0]) not in ("..", "__pycache__") and not (site / top).exists():
                (site / top).symlink_to(owner.locate_file(top))
        lines = [line for line in owner.requires or () if "extra ==" not in line]
        ahead += [needed for line in lines if (needed := distribution_of(line)) not in found and is_here(needed)]
    return folder / "bin/python"


def is_here(name: str) -> bool:
    try:
        return bool(distribution(name))
    except ModuleNotFoundError:  # for another Python or another system
        return False


def test_a_plain_interpreter_runs_two_pages_and_skips_what_it_cannot_import(plain_python: Path, tmp_path: Path) -> None:
    absent = ["pytest", "pytest_codeblocks", "pymdownx", "markdown", "yaml", "packaging", "matplotlib"]
    probe = f"import importlib.util as u; print([name for name in {absent} if u.find_spec(name)])"
    assert subprocess.run([plain_python, "-c", probe], capture_output=True, text=True, check=True).stdout == "[]\n"
    words = ["--cpu", "--jobs", "2", "--out", str(tmp_path), "about", "roadmap/stage1/arithmetic"]
    command = [str(plain_python), "-m", "tools.gpu", *words]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    record = json.loads((tmp_path / "cuda.json").read_text(encoding="utf-8"))
    blocks = [block for name in words[-2:] for block in read_blocks(Page(ROOT, ROOT / f"docs/zh/{name}.md"))]
    drawing = [block for block in blocks if "matplotlib" in needed(block, ROOT)]
    states = {block["name"]: block["state"] for block in record["blocks"]}
    assert states == {block.name: "skipped" if block in drawing else "equal" for block in blocks}
    assert drawing and all("matplotlib" in block["text"] for block in record["blocks"] if block["state"] == "skipped")
    assert record["gpu"] is None and {"python", "torch", "numpy"} <= set(record["versions"])
    assert re.search(rf"skipped: +{len(drawing)} needs matplotlib", done.stdout)
    assert "printed what the page shows" in done.stdout


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, Any], str]:
    """One run over blocks of every kind: the exit code, the record and the summary."""
    page = "".join(
        [
            fenced("print(1)", "1\n"),
            fenced("print('a')\nprint('b')", "a\nc\n"),
            fenced("print(0.1234)", "0.1235\n", "digits"),
            fenced("print('x >= 1:', True)", "x >= 1: True\n", "bound"),
            fenced("raise ValueError('no')", "ValueError: no\n", "raises"),
            fenced("import nowhere", ""),
            fenced("import importlib\nimportlib.import_module('elsewhere')", ""),
            fenced("1 / 0", ""),
            fenced("print(1)", mark='skip(reason="needs the network")'),
            fenced("import time; time.sleep(30)", "", "timeout(1)"),
            fenced("print(1)", mark=GPU_ONLY),
            fenced("import os; print(repr(os.environ['CUDA_VISIBLE_DEVICES']))", "''\n"),
        ]
    )
    root = write_course(tmp_path_factory.mktemp("course"), page=page)
    code, record = run(root)
    return code, record, "\n".join(summarize(record))


def test_each_block_has_its_outcome(course: tuple[int, dict[str, Any], str]) -> None:
    code, record, _ = course
    states = [block["state"] for block in record["blocks"]]
    assert states[:6] == ["equal", "differs", "equal", "equal", "equal", "skipped"]
    assert states[6:] == ["skipped", "failed", "skipped", "failed", "skipped", "equal"]
    assert code == 1
    assert record["counts"] == {"differs": 1, "equal": 5, "failed": 2, "skipped": 4}


def test_what_differs_is_kept_and_listed_with_both_texts(course: tuple[int, dict[str, Any], str]) -> None:
    _, record, summary = course
    block = record["blocks"][1]
    assert (block["expected"], block["text"]) == ("a\nc\n", "a\nb\n")
    assert re.search(r"differs: page line\d+: page: 'c' here: 'b'", summary)
    assert re.search(r"failed: +page line\d+: .*ZeroDivisionError", summary)


def test_a_missing_package_is_counted_by_its_name(course: tuple[int, dict[str, Any], str]) -> None:
    _, record, summary = course
    assert [block["text"] for block in record["blocks"][5:7]] == ["needs nowhere", "needs elsewhere"]
    assert re.search(r"skipped: +1 needs nowhere\n", summary)
    assert re.search(r"skipped: +1 needs a CUDA GPU", summary)


def test_a_summary_stays_short() -> None:
    block = {"page": "a/b", "name": "c", "state": "differs", "text": "x\n", "expected": "y\n", "seconds": 1.0}
    many = [block] * 500 + [block | {"state": "skipped", "text": f"needs {at}"} for at in range(99)]
    many += [block | {"needs_gpu": True, "state": "ran"}] * 50
    counts = dict.fromkeys(("equal", "ran", "differs", "failed", "skipped", "not reached"), 9)
    record = {"blocks": many, "counts": counts, "gpu": "NVIDIA X", "date": "2026-01-01", "seconds": 1, "versions": {}}
    lines = summarize(record)
    assert len(lines) <= 60
    assert sum("more: see the record" in line for line in lines) == 2


def test_what_the_deadline_cuts_off_is_listed(tmp_path: Path) -> None:
    page = fenced("print(1)", "1\n") + fenced("x = 'cuda'\nimport time; time.sleep(600)", "", "timeout(900)")
    code, record = run(write_course(tmp_path, page=page), "--minutes", "0.02")  # what chooses a device comes first
    assert [block["state"] for block in record["blocks"]] == ["not reached", "not reached"]
    assert code == 1
    assert record["counts"] == {"not reached": 2}


@pytest.mark.parametrize(
    ("words", "oldest", "said"),
    [
        (["--cpu", "no/such"], "2.10", r"docs/zh/no/such\.md: no such page: name one"),
        ([], "2.10", r"torch \S+, built for .*finds no GPU here: run it .* or add --cpu"),
        (["--cpu"], "99.1", r"has torch \S+: run the command with a Python that has torch >= 99\.1 and numpy"),
    ],
)
def test_what_cannot_run_is_refused_in_one_line(
    words: list[str], oldest: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")  # also on a computer that has one
    assert main(words, write_course(tmp_path, oldest, page=fenced("print(1)", "1\n"))) == 2
    shown = capsys.readouterr()
    assert re.fullmatch(rf".*{said}.*\n", shown.err), shown.err
    assert not shown.out


def test_only_the_machine_cuda_sees_the_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    assert environment("cuda", ROOT)["CUDA_VISIBLE_DEVICES"] == "1"
    assert environment("host", ROOT)["CUDA_VISIBLE_DEVICES"] == ""
    assert environment("cuda", ROOT) | {"TORCHINDUCTOR_CACHE_DIR": "", "CUDA_VISIBLE_DEVICES": ""} == environment(
        "host", ROOT
    ) | {"TORCHINDUCTOR_CACHE_DIR": ""}


def test_no_fork_server_asks_the_driver() -> None:
    """A process that has asked cannot fork one that uses CUDA."""
    warm = "\n".join(f"import {name}" for name in WARM[1:])
    code = f"import torch\nasked = []\nfor name in ('_cuda_getDeviceCount', '_cuda_init'):\n    setattr(torch._C, name, lambda: asked.append(1) or 0)\n{warm}\nprint(asked)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert WARM[0] == "torch" and done.stdout == "[]\n"


def test_blocks_are_read_as_the_tests_read_them() -> None:
    for language in LANGUAGES:
        for page in pages(ROOT, language):
            checked, read = blocks_of(page.path, ROOT), read_blocks(page)
            for block in checked:
                block.out = None  # only the tests write it
            assert read == checked, page.where


# ---- what a page shows -----------------------------------------------------------------------------------------------

SHOWN = {
    "zh": "这样更短（*[未核对：需要 GPU](../proof.md)*）：\n\n",
    "en": "This is shorter (*[not checked: needs a GPU](../proof.md)*):\n\n",
}
SNIPPET = "print(torch.rand(1))  # (1)!\nprint(2)\n"
NOTES = "1.  a note\n\n    that goes on\n\n"


@pytest.fixture
def snippet_root(tmp_path: Path) -> Path:
    (tmp_path / "snippets/page").mkdir(parents=True)
    (tmp_path / "snippets/page/only.py").write_text(SNIPPET, encoding="utf-8")
    return tmp_path


def page_with(language: str) -> str:
    block = fenced('--8<-- "page/only.py"', mark=GPU_ONLY)
    other = "*[未核对：需要 GPU](../proof.md)* *[not checked: needs a GPU](../proof.md)*\n\n"
    return f"# Title {{ #a }}\n\n{other}{SHOWN[language]}{block}{NOTES}The end.\n"


def record_of(root: Path, text: str = "tensor([0.3990], device='cuda:0')\n2\n", state: str = "ran") -> dict[str, Any]:
    """A made-up record of the block."""
    page = Page(root, root / "docs/zh/page.md")
    page.path.parent.mkdir(parents=True)
    page.path.write_text(page_with("zh"), encoding="utf-8")
    (block,) = read_blocks(page)
    made = {"page": "page", "name": "only", "digest": digest(block), "state": state, "needs_gpu": True, "text": text}
    return {"date": "2026-12-01", "gpu": "NVIDIA H200", "blocks": [made]}


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "在 NVIDIA H200 上运行过，2026-12-01"), ("en", "run on NVIDIA H200, 2026-12-01")]
)
def test_a_result_takes_the_place_of_the_mark(language: str, said: str, snippet_root: Path) -> None:
    before, record = page_with(language), record_of(snippet_root)
    after = show_gpu_results(before, language, snippet_root, record)
    assert f"*[{said}](../proof.md)*" in after
    assert len(MARKS[language].findall(after)) == 1  # that of the other paragraph
    title = {"zh": f"输出 · {said}", "en": f"Output · {said}"}[language]
    opening = f'``` {{ .text .no-copy .hanli-output .hanli-ran title="{title}" }}'
    assert f"    that goes on\n\n{opening}\ntensor([0.3990], device='cuda:0')\n2\n```\n" in after
    assert after.endswith("The end.\n")
    assert "hanli-exact" not in caption_outputs(after, language)


@pytest.mark.parametrize("state", ["differs", "failed", "skipped", "not reached"])
def test_the_mark_stays_where_nothing_was_shown(state: str, snippet_root: Path) -> None:
    before = page_with("en")
    assert show_gpu_results(before, "en", snippet_root, None) == before
    assert show_gpu_results(before, "en", snippet_root, record_of(snippet_root, state=state)) == before


def test_a_block_that_prints_nothing_has_only_its_mark_replaced(snippet_root: Path) -> None:
    after = show_gpu_results(page_with("en"), "en", snippet_root, record_of(snippet_root, text=""))
    assert "run on NVIDIA H200" in after and "hanli-ran" not in after


def test_an_older_result_does_not_count_and_is_told(snippet_root: Path) -> None:
    record = record_of(snippet_root)
    page = Page(snippet_root, snippet_root / "docs/zh/page.md")
    assert find_stale(record, read_blocks(page)) == []
    (snippet_root / "snippets/page/only.py").write_text("print(3)\n", encoding="utf-8")
    assert show_gpu_results(page_with("en"), "en", snippet_root, record) == page_with("en")
    (told,) = find_stale(record, read_blocks(page))
    assert re.match(
        r"proof/cuda\.json: the block only of page has changed .*: run python -m tools\.gpu --out proof", told
    )
    assert "\n" not in told


def test_a_record_of_the_cpu_is_none(snippet_root: Path) -> None:
    record = record_of(snippet_root)
    (snippet_root / "proof").mkdir()
    file = snippet_root / "proof/cuda.json"
    assert read_record(snippet_root) is None
    file.write_text(json.dumps(record), encoding="utf-8")
    assert read_record(snippet_root) == record
    file.write_text(json.dumps(record | {"gpu": None}), encoding="utf-8")
    assert read_record(snippet_root) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_block_that_needs_a_gpu_has_its_mark_and_no_result_is_older(language: str) -> None:
    found = []
    for page in pages(ROOT, language):
        only = [block for block in read_blocks(page) if needs_gpu(block)]
        found += only
        for block in only:
            assert marked_line(page.lines, block, language) is not None, (
                f"{page.where}:{block.line}: needs a GPU: say so before it, as *[…](…/proof.md)* with the words of tools/gpu/shown.py"
            )
            assert end_of_notes(page.lines, block) > block.line
    assert found
    assert find_stale(read_record(ROOT) or {"blocks": []}, found) == []
