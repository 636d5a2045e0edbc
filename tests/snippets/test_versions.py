"""The command that runs all blocks with other versions: names, environments, what a run keeps, and what it says of bad input."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from course import fenced

from tools.versions import __main__ as command
from tools.versions import environment
from tools.versions.differences import Keeper, without_places
from tools.versions.environment import Version, VersionError, parse, requirements
from tools.versions.record import correct, hanli_digest, make_entry, merge, read_record, write_record

LOCK = """\
absl-py==2.5.1 \\
    --hash=sha256:286e
nvidia-cublas==13.1.1.3 ; sys_platform == 'linux' \\
    --hash=sha256:aaaa
torch==2.14.1 \\
    --hash=sha256:bbbb
torchao==0.18.0 \\
    --hash=sha256:cccc
torchvision==0.29.1 \\
    --hash=sha256:dddd
"""
DRAWN = "from pathlib import Path\nPath('a.svg').write_text('<svg/>')\n# savefig('a.svg')\n"
PAGES = {
    "same": fenced("print(1)", "1\n"),
    "digits": fenced("print(0.1234)", "0.1233\n", "digits"),
    "other": fenced("print(2)", "1\n"),
    "error": fenced("print(1)\nraise ValueError('no')", "1\n"),
    "raises": fenced("raise ValueError('b')", "ValueError: a\n", "raises"),
    "absent": fenced("import no_such_package", "1\n"),
    "skipped": fenced("print(1)", "1\n", 'skip(reason="needs a CUDA GPU")'),
    "slow": fenced("import time\nprint(1, flush=True)\ntime.sleep(99)", "2\n", "timeout(1)"),
    "warns": fenced("import sys\nprint('mind', file=sys.stderr)"),
}
TEST = "def test_good():\n    pass\n\n\ndef test_bad():\n    assert 1 == 2, 'not so'\n"


@pytest.fixture(scope="module")
def report(run_course: Callable[..., Any]) -> dict[str, Any]:
    """What the plugin writes of a run over the pages above and two tests of a library."""
    files = {f"docs/zh/{name}.md": text for name, text in PAGES.items()} | {
        "tests/hanli/test_it.py": TEST,
        "docs/zh/drawn.md": '```python\n--8<-- "drawn/a.py"\n```\n',
        "snippets/drawn/a.py": DRAWN,
        "snippets/drawn/a.svg": "<svg>1</svg>",
    }
    options = ("tests", "-p", "tools.versions.differences", "--keep-differences", "report.json")
    _, root = run_course(files, *options)
    found: dict[str, Any] = json.loads((root / "report.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", ["same", "digits"])
def test_a_block_that_holds_is_counted(report: dict[str, Any], name: str) -> None:
    assert (report["pages"][name]["blocks"], report["pages"][name]["different"]) == (1, [])


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("other", "text", "2"),
        ("error", "text", "1\nValueError: no"),
        ("raises", "text", "ValueError: b"),
        ("warns", "text", "mind"),
        ("slow", "time", None),
        ("drawn", "figure", None),
    ],
)
def test_a_block_that_comes_out_otherwise_is_kept_with_its_text(
    report: dict[str, Any], name: str, kind: str, text: str | None
) -> None:
    (found,) = make_entry(report, "2026-01-02", [])["pages"][name]["different"]
    assert (found["kind"], found.get("text")) == (kind, text)


@pytest.mark.parametrize(("name", "reason"), [("absent", "needs no_such_package"), ("skipped", "needs a CUDA GPU")])
def test_a_block_that_cannot_run_is_counted_with_the_reason(report: dict[str, Any], name: str, reason: str) -> None:
    page = report["pages"].get(name)
    if name == "skipped":  # a page of which nothing ran
        assert page is None
    else:
        assert (page["blocks"], page["different"], list(page["not_run"])) == (0, [], [reason])


def test_the_tests_of_the_library_are_counted_and_named(report: dict[str, Any]) -> None:
    hanli = report["hanli"]
    assert (hanli["passed"], list(hanli["failed"])) == (1, ["tests/hanli/test_it.py::test_bad"])
    assert "not so" in hanli["failed"]["tests/hanli/test_it.py::test_bad"]


def test_a_block_without_its_data_is_not_run_and_a_later_pass_changes_nothing(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, tmp_path / "report.json")
    skipped = SimpleNamespace(passed=False, skipped=True, longrepr=("a.md", 1, "Skipped: no data: run this"))
    for report in (skipped, SimpleNamespace(passed=True)):
        keeper.note_block({"block": "key"}, report)  # type: ignore[arg-type]
    assert keeper.blocks == {"key": {"not_run": "no data: run this"}}


def test_no_place_of_this_machine_is_kept() -> None:
    text = f"{Path.home()}/.venv/lib/python3.11/site-packages/torch/a.py:3: Warning\nsee {Path.home()}/data"
    assert without_places(text) == "…/site-packages/torch/a.py:3: Warning\nsee ~/data"
    assert without_places(f"{tempfile.gettempdir()}/tmpx1/a.pt at 0x7f0011223344") == "…/a.pt at 0x…"
    assert without_places("\n".join("a" * 60)).count("\n") == 40


def test_another_torch_takes_the_place_of_the_locked_one_and_brings_its_own() -> None:
    made = requirements(LOCK, Version("torch", "2.15.0"), [])
    assert made.splitlines()[:2] == ["torch==2.15.0", "torchvision"]
    assert "nvidia" not in made and "2.14.1" not in made
    assert "absl-py==2.5.1 \\\n    --hash=sha256:286e\n" in made
    assert "torchao==0.18.0" in made


def test_another_python_keeps_what_is_locked() -> None:
    assert requirements(LOCK, Version("python", "3.12"), []) == LOCK
    assert "torchao" not in requirements(LOCK, Version("python", "3.12"), ["torchao"])
    with pytest.raises(VersionError, match=r"--without tochao: requirements/test.txt has no such package"):
        requirements(LOCK, Version("python", "3.12"), ["tochao"])


@pytest.mark.parametrize("name", ["torch-2.15.0", "torch-2.16.0rc1", "python-3.12", "python-3.13.0"])
def test_a_version_has_a_name(name: str, tmp_path: Path) -> None:
    assert parse(name, tmp_path).name == name


def test_oldest_is_what_the_library_claims(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["numpy>=2.0", "torch>=2.10"]\n', "utf-8")
    assert parse("oldest", tmp_path).name == "torch-2.10.0"
    (tmp_path / "pyproject.toml").write_text("[project]\ndependencies = []\n", "utf-8")
    with pytest.raises(VersionError, match=r"pyproject.toml: the dependencies of hanli have no torch>="):
        parse("oldest", tmp_path)


@pytest.fixture
def uv(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A uv that knows torch 2.15.0 and Python 3.11, installs nothing else, and keeps what it was asked."""
    asked: list[list[str]] = []

    def answer(arguments: list[str], given: str = "") -> subprocess.CompletedProcess[str]:
        asked.append(arguments)
        wrong = ""
        if arguments[0] == "venv" and not arguments[3].startswith("3.11"):
            wrong = "  × No interpreter found\n  ╰─▶ for Python 3.99"
        elif arguments[:2] == ["pip", "install"] and "torch==2.15.0" not in Path(arguments[-1]).read_text("utf-8"):
            wrong = "  × No solution found:\n  ╰─▶ Because there is no version of torch==9.9.9"
        elif arguments[0] == "venv":
            (Path(arguments[-1]) / "bin").mkdir(parents=True)
            (Path(arguments[-1]) / "bin/python").touch()
        return subprocess.CompletedProcess(arguments, int(bool(wrong)), "torch==2.15.0\n", wrong)

    monkeypatch.setattr(environment, "call_uv", answer)
    monkeypatch.setattr(environment.sys, "version_info", (3, 11, 7))
    return asked


def test_newest_is_what_the_index_has(uv: list[list[str]], tmp_path: Path) -> None:
    assert parse("newest", tmp_path).name == "torch-2.15.0"


def test_an_environment_is_made_once(uv: list[list[str]], tmp_path: Path) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/test.txt").write_text(LOCK, "utf-8")
    for _ in range(2):
        python = environment.make_environment(Version("torch", "2.15.0"), tmp_path, tmp_path / "made", [])
    assert python == tmp_path / "made/torch-2.15.0/bin/python"
    assert [arguments[0] for arguments in uv] == ["venv", "pip"]
    environment.make_environment(Version("torch", "2.15.0"), tmp_path, tmp_path / "made", ["torchao"])
    assert len(uv) == 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["tensorflow-2"], "'tensorflow-2' names no version: write torch-2.15.0, python-3.12, oldest or newest"),
        (["torch-9.9.9"], "torch-9.9.9: cannot be installed: name a version that the package index has, or"),
        (
            ["python-3.99"],
            "python-3.99: no Python 3.99 is found: install it, or name another (uv: No interpreter found",
        ),
        (["torch-2.15.0", "--pages", "no/such"], "--pages no/such: there is no docs/zh/no/such.md"),
        (["torch-1.0", "--changed"], "torch-1.0: proof/versions.json has no such entry: run python -m tools.versions"),
    ],
)
def test_bad_input_is_one_line(
    uv: list[list[str]], arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([*arguments, "--environments", str(tmp_path)]) == 2
    said = capsys.readouterr().err.splitlines()
    assert told in said[-1]
    assert "Traceback" not in "".join(said)


def test_a_run_that_ends_early_is_not_kept(tmp_path: Path) -> None:
    false = tmp_path / "bin/python"
    false.parent.mkdir()
    false.write_text("#!/bin/sh\nexit 3\n", "utf-8")
    false.chmod(0o755)
    with pytest.raises(VersionError, match=r"torch-2.15.0: its run ended early with code 3, see above: not kept"):
        command.run(false, ["docs/zh"], 0, Version("torch", "2.15.0"))


def difference(block: str, text: str) -> dict[str, str]:
    return {"block": block, "fingerprint": block[:1], "fault": "printed something else", "text": text}


def a_report(*different: dict[str, str], **more: Any) -> dict[str, Any]:
    page = {"digest": "d", "blocks": 3, "different": list(different), "not_run": {}}
    versions = {"python": "3.11.7", "torch": "2.15.0", "torchvision": "0.29.2"}
    return {"versions": versions, "pages": {"a": page}, "hanli": None, "failed": []} | more


def test_a_second_run_of_what_failed_corrects_the_first() -> None:
    tests = {"t::a": "x", "t::b": "y"}
    first = a_report(
        difference("a.py", "1"),
        difference("b.py", "2"),
        hanli={"passed": 5, "skipped": 0, "failed": tests},
        failed=["t::a", "t::b"],
    )
    second = a_report(difference("b.py", "3"), hanli={"passed": 1, "skipped": 0, "failed": {"t::b": "y"}})
    second["pages"]["a"]["ran"] = ["a.py", "b.py"]
    assert correct(first, second) == ["a.py", "t::a"]
    assert [each["text"] for each in first["pages"]["a"]["different"]] == ["3"]
    assert (first["hanli"]["passed"], first["hanli"]["failed"]) == (6, {"t::b": "y"})


def test_a_page_that_did_not_run_whole_is_not_kept() -> None:
    report = a_report()
    report["pages"]["a"]["ran"] = ["a.py"]
    assert make_entry(report, "2026-01-02", [])["pages"] == {}


def test_a_run_of_some_pages_stands_beside_the_others_of_the_same_versions_only() -> None:
    before = make_entry(a_report(), "2026-01-01", [])
    before["pages"]["b"] = before["pages"]["a"]
    entry = make_entry(a_report(difference("a.py", "1")), "2026-01-02", [])
    merged = merge(before, entry, whole=False)
    assert merged
    assert {name: page["date"] for name, page in merged["pages"].items()} == {"a": "2026-01-02", "b": "2026-01-01"}
    entry["versions"] = entry["versions"] | {"torchvision": "0.30.0"}
    assert merge(before, entry, whole=False) is None
    assert merge(None, entry, whole=False) is None
    assert merge(before, entry, whole=True) == entry


def test_the_command_keeps_a_run_and_says_what_is_new(
    uv: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("proof", "requirements", "docs/zh"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "requirements/test.txt").write_text(LOCK, "utf-8")
    (tmp_path / "docs/zh/a.md").write_text("", "utf-8")
    monkeypatch.setattr(command, "ROOT", tmp_path)
    reports = [a_report(difference("a.py", "1"), failed=["docs/zh/a.md::a[host]"]), a_report(difference("a.py", "1"))]
    started: list[list[str]] = []

    def run(python: Path, targets: list[str], processes: int, version: Version) -> dict[str, Any]:
        started.append(targets)
        return json.loads(json.dumps(reports[(len(started) + 1) % 2]))  # type: ignore[no-any-return]

    monkeypatch.setattr(command, "run", run)
    arguments = ["newest", "--environments", str(tmp_path / "made")]
    assert command.main(arguments) == 1
    assert started == [["docs/zh", "tests/hanli"], ["docs/zh/a.md::a[host]"]]
    assert "- new since the record: `a.py`" in capsys.readouterr().out
    assert read_record(tmp_path)["torch-2.15.0"]["pages"]["a"]["different"][0]["text"] == "1"
    assert command.main(arguments) == 0, "nothing is new the second time"


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "proof").mkdir()
    record = {"torch-2.15.0": make_entry(a_report(difference("a.py", "页\n`2`")), "2026-01-02", ["torchao"])}
    write_record(tmp_path, record)
    assert read_record(tmp_path) == record


def claims(root: Path, oldest: str) -> str:
    """Let a project claim a torch; what `--check` then says."""
    lines = f'[project]\ndependencies = ["torch>={oldest}"]\nrequires-python = ">=3.11"\nclassifiers = []\n'
    (root / "pyproject.toml").write_text(lines, "utf-8")
    return "\n".join(command.read_unproved_claims(read_record(root)))


def test_check_names_what_is_older_than_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "ROOT", tmp_path)
    (tmp_path / "proof").mkdir()
    assert command.main(["--check"]) == 1
    assert "there is no proof/versions.json: run python -m tools.versions oldest newest" in capsys.readouterr().out
    write_record(tmp_path, {"torch-2.15.0": make_entry(a_report(), "2026-01-02", [])})
    claims(tmp_path, "2.15")
    assert command.main(["--check"]) == 1
    assert "proof/versions.json: torch-2.15.0: hanli or its tests changed since" in capsys.readouterr().out
    assert "pyproject.toml claims torch 2.10, which was not run" in claims(tmp_path, "2.10")
    claims(tmp_path, "2.15")
    hanli = {"passed": 1, "skipped": 0, "failed": {}, "digest": hanli_digest(tmp_path)}
    write_record(tmp_path, {"torch-2.15.0": make_entry(a_report(hanli=hanli), "2026-01-02", [])})
    assert command.main(["--check"]) == 0
