"""The real TensorBoard server serves, over HTTP, the scalars that a run and the page's own block have written."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter

from hanli.train import Callback, History, Run, fit

PATIENCE = 180  # seconds; only a server that never comes up takes them all
ROOT = Path(__file__).parents[3]
BLOCK = ROOT / "snippets/trials/models/tensorboard_write.py"
BLOCK_RUN = "page/runs/lr0.5-seed1640"  # the server names a run by its folder


class Log(Callback):
    def __init__(self, writer: SummaryWriter) -> None:
        self.writer = writer

    def after_epoch(self, run: Run) -> None:
        epoch = run.history.epochs[-1]
        assert epoch.validation is not None
        self.writer.add_scalar("loss/train", epoch.train_loss, epoch.number)
        self.writer.add_scalar("loss/val", epoch.validation.loss, epoch.number)
        self.writer.add_scalar("lr", epoch.learning_rate, epoch.number)


def train_into(folder: Path, seed: int) -> History:
    torch.manual_seed(seed)
    model = nn.Linear(4, 3)
    sgd = torch.optim.SGD(model.parameters(), lr=0.1)
    batches = [(torch.randn(8, 4), torch.randint(3, (8,))) for _ in range(3)]
    with SummaryWriter(folder) as writer:
        return fit(
            model,
            batches,
            loss=nn.CrossEntropyLoss(),
            epochs=4,
            optimizer=sgd,
            val_loader=batches,
            scheduler=torch.optim.lr_scheduler.StepLR(sgd, 2, 0.1),
            callbacks=[Log(writer)],
            device="cpu",
        )


@pytest.fixture(scope="module")
def histories(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, History]]:
    folder = tmp_path_factory.mktemp("runs")
    return folder, {name: train_into(folder / name, seed) for seed, name in enumerate(("first", "second"))}


@pytest.fixture(scope="module")
def printed(histories: tuple[Path, dict[str, History]]) -> dict[str, list[tuple[int, float]]]:
    """The page's own block, run where the server looks; what it says that it has written, by tag."""
    folder = histories[0] / "page"
    folder.mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, BLOCK], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = (line.split() for line in done.stdout.splitlines())
    return {
        tag: [(int(step), float(value)) for step, value in (p.split(":") for p in points)] for tag, *points in lines
    }


@pytest.fixture(scope="module")
def address(histories: tuple[Path, dict[str, History]], printed: dict[str, list[tuple[int, float]]]) -> Iterator[str]:
    """A server of our own on a free port; it ends with the tests, whatever happens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = histories[0].with_name("server.log")
    options = ["--logdir", str(histories[0]), "--host", "127.0.0.1", "--port", str(port), "--load_fast", "false"]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "tensorboard.main", *options],
            stdout=output,
            stderr=output,
            env=os.environ | {"no_proxy": "127.0.0.1"},
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/data/runs", lambda found: len(found) == 3, server, log)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def get(url: str) -> Any:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=30) as answer:
        return json.load(answer)


def wait_for(url: str, ready: Any, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            if ready(get(url)):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            pass
        died = server.poll()
        if died is not None or time.monotonic() > end:
            raise AssertionError(f"TensorBoard did not serve {url} (exit code {died}):\n{log.read_text()}")
        time.sleep(0.3)


def scalars(address: str, run: str, tag: str) -> list[tuple[int, float]]:
    query = urllib.parse.urlencode({"run": run, "tag": tag})
    return [(step, value) for _, step, value in get(f"{address}/data/plugin/scalars/scalars?{query}")]


def test_each_run_is_a_run_of_its_own_with_all_tags(address: str, histories: tuple[Path, dict[str, History]]) -> None:
    assert sorted(get(f"{address}/data/runs")) == sorted([*histories[1], BLOCK_RUN])
    tags = get(f"{address}/data/plugin/scalars/tags")
    assert all(sorted(tags[run]) == ["loss/train", "loss/val", "lr"] for run in histories[1])


@pytest.mark.parametrize("run", ["first", "second"])
def test_the_page_gets_the_numbers_that_were_written(
    address: str, histories: tuple[Path, dict[str, History]], run: str
) -> None:
    epochs = histories[1][run].epochs
    steps = [epoch.number for epoch in epochs]
    expected = {
        "loss/train": [epoch.train_loss for epoch in epochs],
        "loss/val": [epoch.validation.loss for epoch in epochs if epoch.validation],
        "lr": [0.1, 0.1, 0.01, 0.01],
    }
    for tag, values in expected.items():
        found = scalars(address, run, tag)
        assert [step for step, _ in found] == steps
        assert [value for _, value in found] == pytest.approx(values, rel=1e-6)


def test_the_page_of_trial_5_is_served_what_it_prints(
    address: str, printed: dict[str, list[tuple[int, float]]]
) -> None:
    assert {tag: len(points) for tag, points in printed.items()} == {"lr": 6, "loss/train": 6, "loss/val": 6}
    for tag, points in printed.items():
        found = scalars(address, BLOCK_RUN, tag)
        assert [step for step, _ in found] == [step for step, _ in points]
        assert [value for _, value in found] == pytest.approx([value for _, value in points], abs=0.0006), (
            f"{tag}: the server gives other numbers than {BLOCK.name} prints"
        )
