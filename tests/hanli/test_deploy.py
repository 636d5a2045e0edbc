"""hanli.deploy: whatever breaks, wherever it breaks, the old release serves, and the next try succeeds."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import torch
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from hanli import deploy as module
from hanli.deploy import Build, DeployError, Report, answers, answers_at, deploy, find_live_release, roll_back
from hanli.export import save_bundle
from hanli.serve import ModelHolder, create_app

ROOT = Path(__file__).parents[2]
FINE = (sys.executable, "-I", "-S", "-c", "")
BAD = (sys.executable, "-I", "-S", "-c", "print('first'); print('second'); raise SystemExit(1)")
QUICK: dict[str, Any] = {"lint": FINE, "test": FINE, "pause": 0.0, "healthy": lambda release: True}


def built(version: str, content: bytes = b"weights", **told: str) -> Build:
    """A build that writes a bundle without torch."""

    def build(folder: Path) -> Path:
        path = folder / f"digits-{version}"
        path.mkdir()
        (path / "model.pt2").write_bytes(content)
        checksum = hashlib.sha256(content).hexdigest()
        (path / "bundle.json").write_text(json.dumps({"name": "digits", "version": version, "sha256": checksum} | told))
        return path

    return build


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A deployment in which digits-1.0.0 serves."""
    root = tmp_path / "root"
    assert deploy(tmp_path, root, built("1.0.0"), **QUICK).ok
    return root


def told(report: Report) -> dict[str, str]:
    """What failed, and how."""
    return {step.name: step.detail for step in report.steps if not step.ok}


def names(report: Report) -> list[str]:
    return [step.name for step in report.steps]


def state(root: Path) -> dict[str, str | None]:
    found: dict[str, str | None] = json.loads((root / "live.json").read_text())
    return found


def published(root: Path) -> list[str]:
    """Everything in the registry, whole or not."""
    return sorted(path.name for path in (root / "registry").iterdir())


def old_one_serves(root: Path, also: tuple[str, ...] = ()) -> None:
    """Nothing half-deployed is left, and digits-1.0.0 serves."""
    assert find_live_release(root) == root / "registry/digits-1.0.0"
    assert state(root) == {"live": "digits-1.0.0", "previous": None, "trial": None}
    assert published(root) == sorted(["digits-1.0.0", *also])
    assert not (root / "work").exists()


def second_try_succeeds(root: Path) -> None:
    assert deploy(root, root, built("1.1.0"), **QUICK).ok
    assert state(root) == {"live": "digits-1.1.0", "previous": "digits-1.0.0", "trial": None}
    assert published(root) == ["digits-1.0.0", "digits-1.1.0"]
    assert sorted(path.name for path in root.iterdir()) == ["live.json", "lock", "registry"]


def test_nothing_was_deployed_yet(tmp_path: Path) -> None:
    assert find_live_release(tmp_path / "root") is None


def test_the_steps_of_a_first_and_a_second_deployment(tmp_path: Path) -> None:
    root, used = tmp_path / "root", []
    options = QUICK | {"activate": lambda release: used.append(release.name)}
    first = deploy(tmp_path, root, built("1.0.0"), **options)
    second = deploy(tmp_path, root, built("1.1.0", b"better"), **options)
    assert str(first).splitlines() == [
        "lint       ok",
        "test       ok",
        "build      ok      digits-1.0.0",
        "publish    ok      digits-1.0.0",
        "switch     ok      nothing -> digits-1.0.0",
        "health     ok      digits-1.0.0 answers",
        "live: digits-1.0.0",
    ]
    assert second.ok and second.live == "digits-1.1.0"
    assert state(root) == {"live": "digits-1.1.0", "previous": "digits-1.0.0", "trial": None}
    assert used == ["digits-1.0.0", "digits-1.1.0"]
    assert find_live_release(root) == root / "registry/digits-1.1.0"


def test_the_containerfile_copies_files_that_are_there_and_starts_a_module_that_is_there(root: Path) -> None:
    release = find_live_release(root)
    assert release is not None
    lines = dict(line.split(" ", 1) for line in (release / "Containerfile").read_text().splitlines())
    *sources, target = lines["COPY"].split()
    assert all((release / source).exists() for source in sources)
    command = json.loads(lines["CMD"])
    assert command[3].startswith("/srv/digits-1.0.0") and target == f"{command[3]}/"
    assert (ROOT / command[2].replace(".", "/") / "__main__.py").exists()
    assert lines["FROM"] == "hanli-serve"
    compile(json.loads(lines["HEALTHCHECK"].removeprefix("CMD "))[2], "healthcheck", "exec")


@pytest.mark.parametrize("step", ["lint", "test"])
@pytest.mark.parametrize(
    ("command", "detail"),
    [
        (BAD, "exit code 1\nfirst\nsecond"),
        (("no-such-tool", "."), "no-such-tool is not there: install it, or give another command"),
        ((sys.executable, "-m", "no_such_module"), "exit code 1"),
    ],
)
def test_a_tool_that_fails_or_is_missing(root: Path, step: str, command: tuple[str, ...], detail: str) -> None:
    report = deploy(root, root, built("1.1.0"), **QUICK | {step: command})
    assert told(report)[step].startswith(detail)
    assert names(report)[-1] == step
    assert report.live == "digits-1.0.0"
    old_one_serves(root)
    second_try_succeeds(root)


def test_a_tool_that_hangs(root: Path) -> None:
    slow = (sys.executable, "-c", "import time; time.sleep(60)")
    report = deploy(root, root, built("1.1.0"), **QUICK | {"test": slow}, timeout=0.2)
    assert told(report) == {"test": "took longer than 0.2 s"}
    old_one_serves(root)


def project(folder: Path, code: str, test: str) -> Path:
    (folder / "tests").mkdir(parents=True)
    (folder / "area.py").write_text(code)
    (folder / "tests/test_area.py").write_text(test)
    return folder


CODE = "def area(side):\n    return side**2\n"
TEST = "from area import area\n\n\ndef test_area():\n    assert area(3) == 9\n"


@pytest.mark.parametrize(
    ("code", "test", "step", "words"),
    [
        (CODE, TEST, None, ""),
        ("import os\n" + CODE, TEST, "lint", "F401"),
        (CODE.replace("**", "*"), TEST, "test", "assert 6 == 9"),
        (CODE, "", "test", "no tests ran"),
    ],
    ids=["good", "lint", "failing test", "no test"],
)
def test_ruff_and_pytest_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, test: str, step: str | None, words: str
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # some of ours take seconds to load
    folder = project(tmp_path / "project", code, test)
    before = sorted(folder.rglob("*"))
    report = deploy(folder, tmp_path / "root", built("1.0.0"), healthy=lambda release: True)
    assert report.ok is (step is None)
    if step:
        assert words in told(report)[step]
    assert sorted(folder.rglob("*")) == before, "the tools leave nothing in the project"


def broken_build(folder: Path) -> Path:
    built("1.1.0")(folder)
    raise RuntimeError("the weights are gone")


def no_bundle(folder: Path) -> Path:
    return folder


def renamed(folder: Path) -> Path:
    return built("1.1.0")(folder).rename(folder / "digits-2.0.0")


@pytest.mark.parametrize(
    ("build", "detail"),
    [
        (broken_build, "RuntimeError: the weights are gone"),
        (no_bundle, "work is no bundle: FileNotFoundError"),
        (renamed, "digits-2.0.0: bundle.json calls it digits-1.1.0"),
        (built("1.1.0", sha256="0" * 64), "digits-1.1.0: the checksum of model.pt2 is not the one in bundle.json"),
        (built("1.1.0", name="../digits"), "digits-1.1.0: bundle.json calls it ../digits-1.1.0"),
    ],
)
def test_a_build_that_fails(root: Path, build: Build, detail: str) -> None:
    report = deploy(root, root, build, **QUICK)
    assert told(report)["build"].startswith(detail)
    old_one_serves(root)
    second_try_succeeds(root)


def test_a_disk_that_is_full_while_publishing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(source: Path, target: Path) -> None:
        target.mkdir()
        shutil.copy(source / "model.pt2", target)
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(module.shutil, "copytree", half)
        report = deploy(root, root, built("1.1.0"), **QUICK)
    assert told(report) == {"publish": "OSError: [Errno 28] No space left on device"}
    old_one_serves(root)
    second_try_succeeds(root)


def test_a_copy_that_arrives_damaged(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copytree = shutil.copytree

    def damaging(source: Path, target: Path) -> None:
        copytree(source, target)
        (target / "model.pt2").write_bytes(b"w?ights")

    with monkeypatch.context() as patch:
        patch.setattr(module.shutil, "copytree", damaging)
        report = deploy(root, root, built("1.1.0"), **QUICK)
    assert "the checksum of model.pt2" in told(report)["publish"]
    old_one_serves(root)
    second_try_succeeds(root)


def test_a_version_is_never_overwritten(root: Path) -> None:
    before = (root / "registry/digits-1.0.0/model.pt2").read_bytes()
    report = deploy(root, root, built("1.0.0", b"other"), **QUICK)
    assert told(report) == {"publish": "digits-1.0.0 is published with other contents: choose a new version"}
    assert (root / "registry/digits-1.0.0/model.pt2").read_bytes() == before
    old_one_serves(root)


def test_the_same_version_with_the_same_contents_may_come_again(root: Path) -> None:
    second_try_succeeds(root)
    report = deploy(root, root, built("1.1.0"), **QUICK)
    assert report.ok
    assert report.steps[3].detail == "digits-1.1.0 is there already, the same to the byte"
    assert state(root) == {"live": "digits-1.1.0", "previous": "digits-1.0.0", "trial": None}


def refuses(release: Path) -> bool:
    raise ConnectionError("nobody answers")


@pytest.mark.parametrize(
    ("healthy", "detail"),
    [
        (lambda release: release.name != "digits-1.1.0", "not healthy, asked 2 times"),
        (
            lambda release: release.name != "digits-1.1.0" or refuses(release),
            "ConnectionError: nobody answers, asked 2 times",
        ),
    ],
)
def test_a_sick_release_goes_back_by_itself(root: Path, healthy: Any, detail: str) -> None:
    used: list[str] = []
    options = QUICK | {"healthy": healthy, "attempts": 2, "activate": lambda release: used.append(release.name)}
    report = deploy(root, root, built("1.1.0"), **options)
    assert told(report) == {"health": detail}
    assert names(report)[-2:] == ["health", "roll back"]
    assert not report.ok and report.live == "digits-1.0.0"
    assert used == ["digits-1.1.0", "digits-1.0.0"]
    old_one_serves(root, also=("digits-1.1.0",))
    second_try_succeeds(root)


def test_the_old_release_is_asked_for_its_health_after_going_back(root: Path) -> None:
    """The server was restarted for the trial, and does not come up again with the old release either."""
    asked: list[str] = []

    def healthy(release: Path) -> bool:
        asked.append(release.name)
        return False

    report = deploy(root, root, built("1.1.0"), **QUICK | {"healthy": healthy, "attempts": 2})
    assert told(report) == {
        "health": "not healthy, asked 2 times",
        "roll back": "digits-1.0.0 serves, and is not well: not healthy, asked 2 times",
    }
    assert asked == ["digits-1.1.0"] * 2 + ["digits-1.0.0"] * 2
    assert report.live == "digits-1.0.0"
    old_one_serves(root, also=("digits-1.1.0",))


def test_an_old_release_that_needs_a_moment_is_waited_for(root: Path) -> None:
    answered = iter([False, False, False, True])
    options = QUICK | {"healthy": lambda release: next(answered), "attempts": 2}
    assert list(told(deploy(root, root, built("1.1.0"), **options))) == ["health"]


def test_a_release_that_needs_a_moment_is_not_sick(root: Path) -> None:
    answered = iter([False, False, True])
    report = deploy(root, root, built("1.1.0"), **QUICK | {"healthy": lambda release: next(answered)})
    assert report.ok and report.live == "digits-1.1.0"


def test_a_first_release_that_is_sick_leaves_nothing_serving(tmp_path: Path) -> None:
    used: list[str] = []
    options = QUICK | {"healthy": lambda release: False, "activate": lambda release: used.append(release.name)}
    report = deploy(tmp_path, tmp_path / "root", built("1.0.0"), **options)
    assert report.steps[-1].detail == "nothing serves"
    assert report.live is None and find_live_release(tmp_path / "root") is None
    assert used == ["digits-1.0.0"]


def test_a_server_that_refuses_the_switch(root: Path) -> None:
    def activate(release: Path) -> None:
        if release.name == "digits-1.1.0":
            raise ValueError("another input shape")

    report = deploy(root, root, built("1.1.0"), **QUICK | {"activate": activate})
    assert told(report) == {"switch": "ValueError: another input shape"}
    assert names(report)[-1] == "roll back"
    old_one_serves(root, also=("digits-1.1.0",))
    second_try_succeeds(root)


def test_a_way_back_that_fails_is_told_and_the_next_deployment_mends_it(root: Path) -> None:
    def activate(release: Path) -> None:
        if release.name == "digits-1.0.0":
            raise OSError("the server is gone")

    options = QUICK | {"activate": activate, "healthy": lambda release: False}
    report = deploy(root, root, built("1.1.0"), **options)
    assert told(report)["roll back"] == "OSError: the server is gone"
    assert find_live_release(root) == root / "registry/digits-1.0.0"
    again = deploy(root, root, built("1.2.0"), **options)
    assert names(again) == ["sweep"], "nothing new is begun while the server has a release that is not live"
    assert "digits-1.0.0 cannot be brought back (OSError: the server is gone): mend the server" in told(again)["sweep"]
    used: list[str] = []
    deploy(root, root, built("1.2.0"), **QUICK | {"lint": BAD, "activate": lambda path: used.append(path.name)})
    assert used == ["digits-1.0.0"], "the server comes back even if the new deployment then fails"
    old_one_serves(root, also=("digits-1.1.0",))
    second_try_succeeds(root)


@pytest.mark.parametrize("which", [1, 2])
def test_a_disk_that_is_full_while_switching(root: Path, monkeypatch: pytest.MonkeyPatch, which: int) -> None:
    """The first write puts the release on trial, the second makes it live; the third, on the way back, succeeds."""
    written, write = [0], module._write_state

    def failing(*arguments: Any) -> None:
        written[0] += 1
        if written[0] == which:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(module, "_write_state", failing)
        report = deploy(root, root, built("1.1.0"), **QUICK)
    assert list(told(report)) == [["switch", "health"][which - 1]]
    assert report.live == "digits-1.0.0"
    old_one_serves(root, also=("digits-1.1.0",))
    second_try_succeeds(root)


def test_ctrl_c_during_the_trial_goes_back_too(root: Path) -> None:
    def interrupted(release: Path) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        deploy(root, root, built("1.1.0"), **QUICK | {"healthy": interrupted})
    old_one_serves(root, also=("digits-1.1.0",))
    second_try_succeeds(root)


def test_a_second_deployment_at_once_is_refused_and_a_reader_sees_the_trial(root: Path) -> None:
    seen: list[Any] = []

    def healthy(release: Path) -> bool:
        if release.name == "digits-1.0.0":  # on the way back
            return True
        seen.append(deploy(root, root, built("1.2.0"), **QUICK))
        seen.append(find_live_release(root))
        with pytest.raises(DeployError, match="another deployment is running"):
            roll_back(root)
        return False

    deploy(root, root, built("1.1.0"), **QUICK | {"healthy": healthy, "attempts": 1})
    report, during = seen
    assert told(report) == {"lock": "another deployment is running: wait for its end"}
    assert during == root / "registry/digits-1.1.0"
    old_one_serves(root, also=("digits-1.1.0",))


def test_another_process_at_once_is_refused(root: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from hanli.deploy import _hold_lock\n"
        "with _hold_lock(Path(sys.argv[1])) as free: print(free, flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", program, str(root)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdin is not None
        assert other.stdout.readline() == "True\n"
        refused = deploy(root, root, built("1.1.0"), **QUICK)
        other.stdin.close()
        other.wait()
    assert list(told(refused)) == ["lock"]
    second_try_succeeds(root)


# Runs in a process of its own, without torch: forks one child for each line of hanli.deploy that is gone through, kills it
# there with SIGKILL, looks at what is left, and deploys again. The file `server` says which release a server was given.
KILLING = """
import hashlib, json, os, shutil, signal, sys
from itertools import groupby
from pathlib import Path
from hanli import deploy as module
from hanli.deploy import deploy, find_live_release, roll_back

top = Path(sys.argv[1])

def built(version):
    def build(folder):
        path = folder / f"digits-{version}"
        path.mkdir()
        (path / "model.pt2").write_bytes(version.encode())
        checksum = hashlib.sha256(version.encode()).hexdigest()
        (path / "bundle.json").write_text(json.dumps({"name": "digits", "version": version, "sha256": checksum}))
        return path
    return build

def activate(release):
    (release.parents[2] / "server").write_text(release.name)

def healthy(release):
    (release.parents[2] / "healthy").touch()
    return True

def sick(release):
    return False

def quick(arguments, *rest):
    "Only the children that are to die run the tools; to look at what they left, no tool is needed."
    if arguments == ["false"]:
        raise module.DeployError("exit code 1")
    return ""

true_command, module._run_command = module._run_command, quick
os.fsync = lambda descriptor: None  # a killed process needs none, and thousands of them take minutes

def run(root, version, lint="true", healthy=healthy):
    return deploy(top, root, built(version), lint=[lint], test=["true"], healthy=healthy, activate=activate, attempts=1)

def killed_at(number, root, act):
    "Whether a child that was to die at its line `number` died there."
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    module._run_command = true_command
    left = number
    def trace(frame, event, argument):
        nonlocal left
        if frame.f_code.co_filename != module.__file__:
            return None
        left -= event == "line"
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace
    sys.settrace(trace)
    act(root)
    os._exit(0)

def check(root):
    "Nothing half-deployed: what has a name is whole, only what was healthy is live, and the server comes back to it."
    serving = find_live_release(root).name
    assert serving == "digits-1.0.0" or (root.parent / "healthy").exists(), serving
    for release in (root / "registry").glob("[!.]*"):
        module._verify_bundle(release)
        assert (release / "Containerfile").exists()
    assert run(root, "1.2.0", lint="false").steps[-1].name == "lint"
    assert find_live_release(root).name == serving
    given = (root.parent / "server").read_text()
    assert given == serving, f"{serving} is live, the server has {given}: mark a trial before the server is touched"
    assert sorted(os.listdir(root)) == ["live.json", "lock", "registry"], f"sweep up what is left: {os.listdir(root)}"
    assert run(root, "1.1.0").ok
    assert json.loads((root / "live.json").read_text()) == {
        "live": "digits-1.1.0", "previous": "digits-1.0.0", "trial": None}
    assert (root.parent / "server").read_text() == "digits-1.1.0"
    assert sorted(os.listdir(root / "registry")) == ["digits-1.0.0", "digits-1.1.0"]
    return serving

def killed_everywhere(start, act):
    number, served = 1, []
    while True:
        folder = top / str(number)
        shutil.copytree(start, folder)
        if not killed_at(number, folder / "root", act):
            shutil.rmtree(folder)
            return [[name, len(list(group))] for name, group in groupby(served)]
        served.append(check(folder / "root"))
        shutil.rmtree(folder)
        number += 1

run(top / "one/root", "1.0.0")
shutil.copytree(top / "one", top / "two")
(top / "one/healthy").unlink()
run(top / "two/root", "1.1.0")
print(json.dumps({
    "healthy": killed_everywhere(top / "one", lambda root: run(root, "1.1.0")),
    "sick": killed_everywhere(top / "one", lambda root: run(root, "1.1.0", healthy=sick)),
    "by hand": killed_everywhere(top / "two", lambda root: roll_back(root, activate=activate)),
}))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_a_deployment_that_is_killed_at_any_line_of_it(tmp_path: Path) -> None:
    """One that succeeds, one that goes back by itself, and going back by hand."""
    program = tmp_path / "killing.py"
    program.write_text(KILLING)
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    served = json.loads(done.stdout)
    assert [name for name, _ in served["healthy"]] == ["digits-1.0.0", "digits-1.1.0"], "the new one once it was well"
    assert served["healthy"][0][1] > 100, "the old release serves wherever it was killed before the health was seen"
    assert [name for name, _ in served["sick"]] == ["digits-1.0.0"], "a sick release is never live"
    assert served["sick"][0][1] > 100
    assert [name for name, _ in served["by hand"]] == ["digits-1.1.0", "digits-1.0.0"]


def test_a_release_has_its_name_only_when_all_of_it_is_on_the_disk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut after the rename must not find a name without its contents."""
    flushed: set[int] = set()
    missing: list[str] = []
    named: set[str] = set()
    fsync, rename = os.fsync, Path.rename

    def note(descriptor: int) -> None:
        fsync(descriptor)
        flushed.add(os.fstat(descriptor).st_ino)

    def renaming(path: Path, target: Path) -> Path:
        missing.extend(each.name for each in (path, *path.rglob("*")) if each.stat().st_ino not in flushed)
        named.add(target.name)
        return rename(path, target)

    monkeypatch.setattr(module.os, "fsync", note)
    monkeypatch.setattr(module.Path, "rename", renaming)
    assert deploy(root, root, built("1.1.0"), **QUICK).ok
    assert not missing, f"flush these before the rename: {missing}"
    assert named == {"digits-1.1.0"}
    folders = {(root / "registry").stat().st_ino, root.stat().st_ino}
    assert folders <= flushed, "flush the folders after the renames, or the new names may be lost"


def test_the_next_deployment_ends_the_trial_of_a_killed_one_first_of_all(root: Path) -> None:
    second_try_succeeds(root)
    killed = module._DeploymentState(live="digits-1.0.0", previous=None, trial="digits-1.1.0")
    module._write_state(root, killed)
    used: list[str] = []
    options = QUICK | {"lint": BAD, "activate": lambda release: used.append(release.name)}
    report = deploy(root, root, built("1.2.0"), **options)
    assert names(report) == ["sweep", "lint"]
    assert report.steps[0].detail == "digits-1.1.0 was left on trial: digits-1.0.0 serves"
    assert used == ["digits-1.0.0"]
    old_one_serves(root, also=("digits-1.1.0",))


OUTCOMES = ("ok", "lint", "test", "build", "publish", "activate", "health")


@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(OUTCOMES)), min_size=1, max_size=6))
def test_after_any_history_the_last_good_release_serves(history: list[tuple[int, str]]) -> None:
    server: list[str | None] = [None]
    expected: str | None = None
    fails = "ok"

    def activate(release: Path) -> None:
        if fails == "activate" and release.name != expected:
            raise OSError("refused")
        server[0] = release.name

    def build(folder: Path) -> Path:
        return built(f"1.{number}.0", b"x", sha256="0" * 64)(folder) if fails == "build" else made(folder)

    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            module, "_run_command", lambda arguments, *rest: module._verify_bundle(Path()) if arguments else ""
        )
        for number, fails in history:
            made = built(f"1.{number}.0")
            with patch.context() as inner:
                if fails == "publish":
                    inner.setattr(module.shutil, "copytree", refuses)
                report = deploy(
                    folder,
                    Path(folder, "root"),
                    build,
                    lint=("x",) if fails == "lint" else (),
                    test=("x",) if fails == "test" else (),
                    activate=activate,
                    healthy=lambda release: fails != "health",  # noqa: B023, called within this round
                    attempts=1,
                )
            there = any(step.detail.endswith("the same to the byte") for step in report.steps)
            if fails == "ok" or (fails == "publish" and there) or (fails == "activate" and report.ok):
                expected = f"digits-1.{number}.0"
            assert report.live == expected
            assert find_live_release(Path(folder, "root")) == (
                Path(folder, "root/registry", expected) if expected else None
            )
            assert server[0] == expected or expected is None
            for release in Path(folder, "root/registry").iterdir():
                module._verify_bundle(release)


def test_rolling_back_by_hand_and_forth_again(root: Path) -> None:
    second_try_succeeds(root)
    used: list[str] = []
    assert roll_back(root, activate=lambda release: used.append(release.name)) == root / "registry/digits-1.0.0"
    assert find_live_release(root) == root / "registry/digits-1.0.0"
    assert roll_back(root) == root / "registry/digits-1.1.0"
    assert used == ["digits-1.0.0"]


def test_rolling_back_by_hand_after_a_kill_ends_the_trial_first(root: Path) -> None:
    """The server has the release that was on trial: one step back is the live one, not the one before it."""
    second_try_succeeds(root)
    module._write_state(
        root, module._DeploymentState(live="digits-1.1.0", previous="digits-1.0.0", trial="digits-1.2.0")
    )
    used: list[str] = []
    for expected in ("digits-1.1.0", "digits-1.0.0"):
        assert roll_back(root, activate=lambda release: used.append(release.name)).name == expected
        assert state(root)["live"] == expected
    assert used == ["digits-1.1.0", "digits-1.0.0"]
    assert state(root) == {"live": "digits-1.0.0", "previous": "digits-1.1.0", "trial": None}


def test_a_server_that_refuses_the_way_back_by_hand(root: Path) -> None:
    second_try_succeeds(root)
    before = state(root)
    with pytest.raises(ConnectionError):
        roll_back(root, activate=refuses)
    assert state(root) == before


def test_after_rolling_back_by_hand_the_health_is_asked_for(root: Path) -> None:
    second_try_succeeds(root)
    with pytest.raises(
        DeployError, match=r"^digits-1\.0\.0 serves again, and is not well: not healthy, asked 2 times$"
    ):
        roll_back(root, healthy=lambda release: False, attempts=2, pause=0)
    assert state(root)["live"] == "digits-1.0.0", "it stays: there is no better one to go to"
    assert roll_back(root, healthy=lambda release: True).name == "digits-1.1.0"


def test_nothing_to_roll_back_to(root: Path) -> None:
    with pytest.raises(DeployError, match=r"no release served before digits-1\.0\.0: deploy one instead"):
        roll_back(root)


def test_rolling_back_to_a_damaged_release_is_refused(root: Path) -> None:
    second_try_succeeds(root)
    (root / "registry/digits-1.0.0/model.pt2").write_bytes(b"damaged")
    with pytest.raises(DeployError, match="the checksum"):
        roll_back(root)
    assert find_live_release(root) == root / "registry/digits-1.1.0"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"live": "digits-1.0.0", "more": 1}',
        "null",
        '{"live": 5}',
        '{"live": ["digits-1.0.0"]}',
        '{"live": true}',
        '{"live": ""}',
        '{"live": "../../etc"}',
        '{"live": "/etc-1"}',
        '{"live": "digits-1.0.0\\n"}',
        '{"live": "\\ud800-1"}',
        '{"live": "digits-1.0.0", "previous": "digits"}',
        '{"live": "digits-1.0.0", "trial": {"a": 1}}',
        '{"live": "' + "x" * 100_000 + '"}',
        "[" * 100_000,
    ],
    ids=range(17),
)
def test_a_damaged_state_is_told_in_one_line(root: Path, content: str) -> None:
    (root / "live.json").write_text(content)
    for call in (
        lambda: find_live_release(root),
        lambda: deploy(root, root, built("1.1.0"), **QUICK),
        lambda: roll_back(root),
    ):
        with pytest.raises(DeployError, match=r"live\.json: damaged") as caught:
            call()
        assert len(str(caught.value).splitlines()) == 1 and len(str(caught.value)) < 1000


@given(
    content=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["digits-1.0.0", "a-1"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["live", "previous", "trial", "more"]), inner, max_size=4)
        ),
    )
)
def test_any_state_is_told_or_stays_within_the_registry(content: object) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "live.json").write_text(json.dumps(content))
        try:
            found = find_live_release(folder)
        except DeployError as error:
            assert len(str(error).splitlines()) == 1
        else:
            assert found is None or found.resolve().parent == Path(folder, "registry").resolve()


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ({"attempts": 0}, ValueError, "attempts must be 1 or more, got 0"),
        ({"pause": -1}, ValueError, "pause must be 0 or more seconds, got -1"),
        ({"timeout": 0}, ValueError, "timeout must be more than 0 seconds, got 0"),
        ({"project": "nowhere"}, NotADirectoryError, "project must be a folder, got 'nowhere'"),
    ],
)
def test_arguments_out_of_range(tmp_path: Path, arguments: dict[str, Any], error: type[Exception], words: str) -> None:
    options = {"project": tmp_path} | QUICK | arguments
    with pytest.raises(error, match=words):
        deploy(options.pop("project"), tmp_path / "root", built("1.0.0"), **options)
    assert not (tmp_path / "root").exists()


@contextmanager
def server(status: int, version: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/ready" else 200)
            self.end_headers()
            self.wfile.write(json.dumps({"name": "digits", "version": version}).encode())

        def log_message(self, *arguments: Any) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever).start()
    try:
        yield f"http://127.0.0.1:{http.server_port}/"
    finally:
        http.shutdown()
        http.server_close()


@pytest.mark.parametrize(
    ("status", "version", "detail"),
    [(200, "1.1.0", None), (503, "1.1.0", "HTTPError"), (200, "1.0.0", "not healthy")],
)
def test_the_health_over_http(root: Path, status: int, version: str, detail: str | None) -> None:
    with server(status, version) as url:
        report = deploy(root, root, built("1.1.0"), **QUICK | {"healthy": answers_at(url), "attempts": 1})
    assert report.ok is (detail is None)
    assert told(report).get("health", "").startswith(detail or "")


def test_a_server_that_is_not_there(root: Path) -> None:
    report = deploy(root, root, built("1.1.0"), **QUICK | {"healthy": answers_at("http://127.0.0.1:9"), "attempts": 1})
    assert told(report)["health"].startswith("URLError")
    assert told(report)["roll back"].startswith("digits-1.0.0 serves, and is not well: URLError")
    old_one_serves(root, also=("digits-1.1.0",))


def test_another_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="url must begin with http"):
        answers_at("file:///etc/passwd")


def test_a_real_bundle_answers_and_a_sick_one_does_not(tmp_path: Path) -> None:
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 3))
    example = torch.zeros(2, 1, 2, 2)

    def build(folder: Path) -> Path:
        return save_bundle(net, example, folder, name="digits", version="1.0.0", classes=["0", "1", "2"])

    report = deploy(tmp_path, tmp_path / "root", build, lint=FINE, test=FINE)
    assert report.ok, report
    again = deploy(tmp_path, tmp_path / "root", build, lint=FINE, test=FINE)
    assert again.ok, "torch writes the same bytes again, so that a deployment can be repeated"
    with torch.no_grad():
        net[1].bias.fill_(torch.nan)
    assert not answers(save_bundle(net, example, tmp_path, name="digits", version="1.1.0", classes=["0", "1", "2"]))


@contextmanager
def serving(holder: ModelHolder) -> Iterator[str]:
    """A live server of `hanli.serve`, as an address."""
    server = uvicorn.Server(uvicorn.Config(create_app(holder), port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive()
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def test_a_live_server_of_hanli_serve_takes_the_good_release_and_goes_back_from_the_sick_one(tmp_path: Path) -> None:
    net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 3))

    def release(version: str) -> Build:
        told: dict[str, Any] = {"name": "digits", "version": version, "classes": ["0", "1", "2"]}
        return lambda folder: save_bundle(net, torch.zeros(2, 1, 2, 2), folder, **told)

    holder = ModelHolder(release("1.0.0")(tmp_path))
    with serving(holder) as url:
        options = QUICK | {"healthy": answers_at(url), "activate": lambda path: holder.switch(path, check=False)}
        assert deploy(tmp_path, tmp_path / "root", release("1.1.0"), **options).ok
        assert holder.current.version == "1.1.0"
        with torch.no_grad():
            net[1].bias.fill_(torch.nan)
        report = deploy(tmp_path, tmp_path / "root", release("1.2.0"), **options)
        assert "HTTP Error 503" in told(report)["health"]
        assert names(report)[-1] == "roll back"
        assert holder.current.version == "1.1.0"
        assert answers_at(url)(tmp_path / "root" / "registry" / "digits-1.1.0")


def test_a_live_server_loses_no_request_whatever_breaks(tmp_path: Path) -> None:
    """Each step is broken on purpose while a client keeps asking: every answer is 200, and the old release's."""
    torch.manual_seed(0)
    example, bundles = torch.zeros(2, 1, 2, 2), tmp_path / "bundles"

    def made(version: str, bias: float = 0.0, example: torch.Tensor = example) -> Build:
        net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(example[0].numel(), 3))
        torch.nn.init.constant_(net[1].bias, bias)
        bundles.mkdir(exist_ok=True)
        path = save_bundle(net, example, bundles, name="digits", version=version, classes=["0", "1", "2"])
        return lambda folder: copytree(path, folder / path.name)

    copytree = shutil.copytree  # the true one, also while publishing is broken
    first, good, sick, wide = (
        made("1.0.0"),
        made("1.1.0"),
        made("1.2.0", bias=torch.nan),
        made("1.3.0", example=torch.zeros(2, 1, 3, 3)),
    )
    damaged = built("1.4.0", sha256="0" * 64)
    full_disk = pytest.MonkeyPatch()
    faults: list[tuple[str, dict[str, Any], Build]] = [
        ("lint", {"lint": BAD}, good),
        ("test", {"test": BAD}, good),
        ("build", {}, broken_build),
        ("build", {}, damaged),
        ("publish", {}, good),
        ("switch", {}, wide),
        ("switch", {}, sick),
        ("health", {"healthy": refuses}, good),
    ]
    holder, root, body = ModelHolder(first(tmp_path)), tmp_path / "root", json.dumps({"pixels": [0.5] * 4})
    answered: list[tuple[int, str]] = []
    with serving(holder) as url:
        options = QUICK | {"healthy": answers_at(url), "activate": holder.switch, "attempts": 1}
        assert deploy(tmp_path, root, first, **options).ok

        def keep_asking() -> None:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            request = urllib.request.Request(f"{url}/predict", body.encode(), {"Content-Type": "application/json"})
            while not enough.is_set():
                try:
                    with opener.open(request, timeout=60) as response:
                        answered.append((response.status, json.load(response)["version"]))
                except OSError as error:  # a refusal by HTTP too
                    answered.append((getattr(error, "code", 0), str(error)))

        enough, client = threading.Event(), threading.Thread(target=keep_asking)
        client.start()
        try:
            for step, broken, build in faults:
                if step == "publish":
                    full_disk.setattr(module.shutil, "copytree", refuses)
                report = deploy(tmp_path, root, build, **options | broken)
                full_disk.undo()
                assert step in told(report), report
                assert report.live == "digits-1.0.0" and find_live_release(root) == root / "registry/digits-1.0.0"
                assert holder.current.version == "1.0.0" and answers_at(url)(root / "registry/digits-1.0.0")
                assert state(root) == {"live": "digits-1.0.0", "previous": None, "trial": None}
        finally:
            enough.set()
            client.join()
        assert len(answered) > len(faults)
        assert {status for status, _ in answered} == {200}
        assert {version for _, version in answered} <= {"1.0.0", "1.1.0"}, (
            "1.1.0 while it was on trial, never a sick one"
        )
        assert deploy(tmp_path, root, good, **options).ok
        assert holder.current.version == "1.1.0"


BUILD = """\
import hashlib
import json
import sys
from pathlib import Path

folder = Path(sys.argv[1], "digits-1.0.0")
folder.mkdir()
(folder / "model.pt2").write_bytes(b"x")
(folder / "bundle.json").write_text(
    json.dumps({"name": "digits", "version": "1.0.0", "sha256": hashlib.sha256(b"x").hexdigest()})
)
"""


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hanli.deploy", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )


def test_the_command_line(tmp_path: Path) -> None:
    folder, root = project(tmp_path / "project", CODE, TEST), str(tmp_path / "root")
    (folder / "build.py").write_text(BUILD)
    note = tmp_path / "note"
    activate = f"{sys.executable} -c \"import sys; open(r'{note}', 'a').write(sys.argv[1])\" {{release}}"
    with server(200, "1.0.0") as url:
        done = command(root, "--project", str(folder), "--url", url, "--activate", activate)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("live: digits-1.0.0\n")
    assert note.read_text() == str(Path(root, "registry/digits-1.0.0"))
    assert command(root, "--live").stdout == f"{Path(root, 'registry/digits-1.0.0')}\n"


def test_the_command_line_tells_what_failed(tmp_path: Path) -> None:
    folder, root = project(tmp_path / "project", "import os\n", TEST), str(tmp_path / "root")
    done = command(root, "--project", str(folder))
    assert done.returncode == 1
    assert done.stdout == "lint       FAILED  exit code 1\nlive: nothing\n"
    assert "F401" in done.stderr
    assert command(root, "--live").stdout == "nothing\n"
    back = command(root, "--roll-back")
    assert back.returncode == 2
    assert back.stderr.startswith("hanli.deploy: ") and "Traceback" not in back.stderr


def activate_by(text: str) -> str | None:
    """What an activation by this command line says of its failure; None if it succeeds."""
    activate = module._make_command_activation(text)
    assert activate is not None
    try:
        activate(Path("/srv/digits-1.0.0"))
    except DeployError as error:
        return str(error)
    return None


@pytest.mark.skipif(os.name == "nt", reason="a shell")
def test_an_activation_ends_when_its_command_does_not_when_its_children_do(tmp_path: Path) -> None:
    """A script that starts the new server in the background, which inherits what the script prints to."""
    script = tmp_path / "restart.sh"
    script.write_text('echo started $1\nsleep 600 & echo $! > "$2"\n')
    try:
        assert activate_by(f"sh {script} {{release}} {tmp_path / 'child'}") is None
        child = int((tmp_path / "child").read_text())
        os.kill(child, 0)  # still there: nobody waited for it, and nobody ended it
    finally:
        os.kill(child, 9)


def test_an_activation_that_fails_tells_the_end_of_what_it_printed() -> None:
    text = f"{sys.executable} -c \"import sys; print('x' * 10**6); print('last'); sys.exit(3)\""
    fault = activate_by(text)
    assert fault is not None and fault.startswith("exit code 3\nx") and fault.endswith("\nlast")
    assert len(fault) < 5000


def test_an_activation_takes_braces(tmp_path: Path) -> None:
    """As in the call of an API: of all braces only {release} is replaced."""
    note = tmp_path / "note"
    body = '{"release": "{release}", "to": {}, "again": "{release}", "{0}": "{release!r}"}'
    program = f"import sys; open(r'{note}', 'w').write(sys.argv[1])"
    assert activate_by(f"{sys.executable} -c \"{program}\" '{body}'") is None
    assert note.read_text() == body.replace("{release}", "/srv/digits-1.0.0")


def test_the_container_is_alive_as_long_as_the_process_is(root: Path) -> None:
    """A sick model is no reason to restart it: the check asks for `/live`."""
    text = (root / "registry/digits-1.0.0/Containerfile").read_text()
    assert "/live" in text and "/ready" not in text


@pytest.mark.parametrize(("made", "count"), [("", 0), ("digits-1.0.0 digits-1.1.0", 2)])
def test_a_build_script_writes_one_bundle(tmp_path: Path, made: str, count: int) -> None:
    (tmp_path / "build.py").write_text(
        f"import pathlib, sys\nfor n in {made.split()}: pathlib.Path(sys.argv[1], n).mkdir()"
    )
    report = deploy(tmp_path, tmp_path / "root", module._make_script_build(tmp_path), **QUICK)
    assert told(report) == {"build": f"build.py must write one bundle, it wrote {count}"}
