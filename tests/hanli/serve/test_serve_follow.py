"""`python -m hanli.serve --follow`: a server takes what `hanli.deploy` publishes, and loses no request over it."""

from __future__ import annotations

import http.client
import json
import logging
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from hanli.deploy import DeployError, deploy, find_live_release, roll_back
from hanli.export import save_bundle
from hanli.serve import Follower

ROOT = Path(__file__).parents[3]
FINE = (sys.executable, "-I", "-S", "-c", "")
PATIENCE = 120  # seconds until a test that hangs fails; none of them waits for it


def make(folder: Path, version: str, bias: float = 0.0, size: int = 4) -> Path:
    """A small network as a bundle."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(size, 2))
    nn.init.constant_(net[1].bias, bias)
    example = torch.zeros(2, 1, 1, size)
    return save_bundle(net, example, folder, name="coin", version=version, classes=["heads", "tails"])


def put(root: Path, bundle: Path, healthy: Callable[[Path], bool] = lambda release: True) -> Any:
    """Deploy a bundle that is made already."""
    return deploy(
        root.parent,
        root,
        lambda folder: Path(shutil.copytree(bundle, folder / bundle.name)),
        lint=FINE,
        test=FINE,
        healthy=healthy,
        attempts=1,
    )


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("bundles")
    made = {"1": make(folder, "1"), "2": make(folder, "2"), "wide": make(folder, "3", size=5)}
    return made | {"sick": make(folder, "4", bias=float("nan"))}


def test_it_follows_there_and_back(tmp_path: Path, bundles: dict[str, Path]) -> None:
    root = tmp_path / "root"
    put(root, bundles["1"])
    follower = Follower(root)
    seen: list[str] = []

    def healthy(release: Path) -> bool:
        follower.look()
        seen.append(follower.holder.current.version)
        return False

    assert not put(root, bundles["2"], healthy).ok
    follower.look()
    assert seen[0] == "2", "the release on trial is taken while its deployment runs"
    assert follower.holder.current.version == "1", "and the old one after it"
    assert put(root, bundles["2"]).ok
    follower.look()
    assert follower.holder.current.version == "2"
    roll_back(root)
    follower.look()
    assert follower.holder.current.version == "1"


@pytest.mark.parametrize("which", ["sick", "wide", "damaged", "state"])
def test_what_cannot_be_taken_is_told_once_and_the_present_release_goes_on(
    tmp_path: Path, bundles: dict[str, Path], which: str, caplog: pytest.LogCaptureFixture
) -> None:
    root = tmp_path / "root"
    put(root, bundles["1"])
    follower = Follower(root)
    put(root, bundles["2" if which in ("damaged", "state") else which])
    if which == "damaged":
        (root / "registry/coin-2/model.pt2").write_bytes(b"")
    if which == "state":
        (root / "live.json").write_text("{")
    with caplog.at_level(logging.ERROR, "hanli.serve"):
        for _ in range(3):
            follower.look()
    assert follower.holder.current.version == "1"
    assert len(caplog.records) == 1
    put_back = json.dumps({"live": "coin-2", "previous": "coin-1", "trial": None})
    if which == "state":
        (root / "live.json").write_text(put_back)
        follower.look()
        assert follower.holder.current.version == "2", "a state that was mended is followed"


def test_there_must_be_something_to_follow(tmp_path: Path) -> None:
    with pytest.raises(DeployError, match="nothing is deployed there yet: deploy a first release"):
        Follower(tmp_path)
    with pytest.raises(ValueError, match="interval must be above 0"):
        Follower(tmp_path, interval=0)


# --- from the command line, under load ---


@contextmanager
def program(*arguments: str) -> Iterator[int]:
    """`python -m hanli.serve` on a free port; it is ended by SIGTERM."""
    process = subprocess.Popen(
        [sys.executable, "-m", "hanli.serve", *arguments, "--port", "0", "--drain", "0.1"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        line = next(line for line in process.stdout if "running on http://" in line)
        drain = threading.Thread(target=process.stdout.read, daemon=True)
        drain.start()
        yield int(line.partition("http://127.0.0.1:")[2].split()[0])
        process.terminate()
        process.wait(PATIENCE)
    finally:
        process.kill()


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hanli.deploy", *arguments],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


class Load:
    """Clients that ask without a pause, each on a new connection every few requests, and note every answer."""

    def __init__(self, port: int, count: int) -> None:
        self.port, self.enough = port, threading.Event()
        self.answers: list[tuple[int, str]] = []
        self.lost: list[Exception] = []
        self.threads = [threading.Thread(target=self._run) for _ in range(count)]

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.enough.set()
        for thread in self.threads:
            thread.join(PATIENCE)

    def _run(self) -> None:
        body, headers = json.dumps({"pixels": [0.5] * 4}), {"Content-Type": "application/json"}
        while not self.enough.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            try:
                for _ in range(5):
                    connection.request("POST", "/predict", body, headers)
                    answer = connection.getresponse()
                    self.answers.append((answer.status, str(json.loads(answer.read()).get("version"))))
                    time.sleep(0.01)
            except Exception as error:
                self.lost.append(error)
            finally:
                connection.close()


def test_a_switch_and_a_way_back_from_the_command_line_lose_no_request(
    tmp_path: Path, bundles: dict[str, Path]
) -> None:
    """Three ways: a good release and back by hand, and a sick one, which the server refuses and the deployment takes back."""
    root, project = tmp_path / "root", tmp_path / "project"
    (project / "tests").mkdir(parents=True)
    (project / "tests/test_nothing.py").write_text("def test_nothing():\n    pass\n")

    def build(bundle: Path) -> None:
        text = f"import shutil\nimport sys\n\nshutil.copytree({str(bundle)!r}, sys.argv[1] + {'/' + bundle.name!r})\n"
        (project / "build.py").write_text(text)

    put(root, bundles["1"])
    with program("--follow", str(root)) as port, Load(port, 3) as load:
        url = ["--url", f"http://127.0.0.1:{port}"]
        build(bundles["2"])
        there = command(str(root), "--project", str(project), *url)
        assert there.returncode == 0, there.stdout + there.stderr
        back = command(str(root), "--roll-back", *url)
        assert back.stdout == f"{root / 'registry/coin-1'}\n", back.stderr
        build(bundles["sick"])
        sick = command(str(root), "--project", str(project), *url, "--wait", "1")
        assert "health     FAILED" in sick.stdout and "roll back  ok      coin-1 serves" in sick.stdout, sick.stdout
        assert find_live_release(root) == root / "registry/coin-1"
    assert load.lost == []
    assert {status for status, _ in load.answers} == {200}
    versions = [version for _, version in load.answers]
    assert {*versions} == {"1", "2"} and versions[-1] == "1", "of the sick one nobody hears"
