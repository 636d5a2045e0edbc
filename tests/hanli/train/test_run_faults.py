"""What happens to runs: killed, interrupted, disks full, gradients poisoned; none is lost."""

from __future__ import annotations

import errno
import io
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.train import Callback, Checkpoint, NonFiniteLossError, Run, fit, run_files
from hanli.train.run_files import find_damage, read_run

ROOT = Path(__file__).parents[3]
RUN = """
import json, signal, sys, time, torch
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may start its background jobs with SIGINT ignored
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from hanli.train import Callback, Checkpoint, fit

class Slow(Callback):
    def after_step(self, run):
        time.sleep(float(sys.argv[3]))
        print(run.step, flush=True)

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 2), nn.Dropout(0.2))
data = TensorDataset(torch.randn(60, 4), torch.randint(2, (60,)))
history = fit(
    model, DataLoader(data, 3, shuffle=True, num_workers=int(sys.argv[4])), loss=nn.CrossEntropyLoss(), epochs=3,
    callbacks=[Slow(), Checkpoint(sys.argv[1], resume=True, every_steps=int(sys.argv[2]))], device="cpu",
)
print(json.dumps([[epoch.train_loss for epoch in history.epochs], model[0].weight.tolist()]))
"""


def start(folder: Path, *, every_steps: int = 1, pause: float = 0.02, workers: int = 0) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    arguments = [str(folder), str(every_steps), str(pause), str(workers)]
    return subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def wait_for_step(process: subprocess.Popen[str], step: int) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == str(step):
            return
    raise AssertionError(f"no step {step}: {process.stderr.read() if process.stderr else ''}")


def finish(folder: Path, workers: int = 0) -> Any:
    out, err = start(folder, pause=0, workers=workers).communicate(timeout=120)
    assert out, err
    return json.loads(out.splitlines()[-1])


@pytest.fixture(autouse=True)
def handlers_of_python() -> Iterator[None]:
    """Those that Python comes with, although a shell may start its background jobs with SIGINT ignored."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return finish(tmp_path_factory.mktemp("whole"))


def test_killed_at_random_moments_a_run_goes_on_bit_for_bit(tmp_path: Path, undisturbed: Any) -> None:
    generator = random.Random()
    for _ in range(2):
        process = start(tmp_path, every_steps=generator.randint(1, 3), pause=0.005)
        wait_for_step(process, generator.randint(3, 20)) if not tmp_path.joinpath("last.pt").exists() else time.sleep(
            generator.uniform(2, 5)
        )
        time.sleep(generator.uniform(0, 0.02))
        process.kill()
        process.communicate()
    assert finish(tmp_path) == undisturbed


@pytest.mark.parametrize(
    ("number", "status", "workers"), [(signal.SIGINT, -signal.SIGINT, 2), (signal.SIGTERM, 143, 0)]
)
def test_a_signal_is_put_off_until_the_step_is_written(
    tmp_path: Path, undisturbed: Any, number: int, status: int, workers: int
) -> None:
    process = start(tmp_path, every_steps=1000, pause=0.05, workers=workers)
    wait_for_step(process, 27)
    if number == signal.SIGINT:
        os.killpg(process.pid, number)  # a terminal sends it to the workers too
    else:
        process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == status, err
    assert "the run ends after this step" in err
    assert read_run(tmp_path)["step"] >= 27
    assert finish(tmp_path, workers) == undisturbed


def test_a_second_signal_acts_at_once_and_leaves_the_file(tmp_path: Path) -> None:
    class Twice(Callback):
        def after_batch(self, run: Run, loss: Tensor) -> None:
            if run.step == 7:
                signal.raise_signal(signal.SIGINT)
                signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        train(tmp_path, Twice(), every_steps=5)
    assert read_run(tmp_path)["step"] == 6, "that of the last epoch"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_the_handlers_of_others_stay_and_ours_are_gone_afterwards(tmp_path: Path) -> None:
    def mine(*_: object) -> None: ...

    before = signal.signal(signal.SIGTERM, mine)
    try:

        class Look(Callback):
            def after_step(self, run: Run) -> None:
                assert signal.getsignal(signal.SIGTERM) is mine
                assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler

        train(tmp_path, Look())
        assert signal.getsignal(signal.SIGTERM) is mine
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGTERM, before)


def test_in_another_thread_there_are_no_handlers(tmp_path: Path) -> None:
    thread = threading.Thread(target=train, args=(tmp_path,))
    thread.start()
    thread.join()
    assert read_run(tmp_path)["step"] == 12


def train(folder: Path, *callbacks: Callback, loader: Any = None, **options: Any) -> nn.Module:
    torch.manual_seed(0)
    model = nn.Linear(4, 2)
    data = TensorDataset(torch.randn(12, 4), torch.randint(2, (12,)))
    fit(
        model,
        loader or DataLoader(data, 2, shuffle=True),
        loss=nn.CrossEntropyLoss(),
        epochs=2,
        callbacks=[*callbacks, Checkpoint(folder, resume=True, **options)],
        device="cpu",
    )
    return model


@pytest.mark.parametrize("step", [1, 6, 7, 12])
def test_an_interrupt_of_the_data_set_leaves_the_last_whole_step(tmp_path: Path, step: int) -> None:
    class Pressed(list[Any]):
        def __iter__(self) -> Any:
            for number in range(6):
                if len(steps) == step:
                    steps.append(0)
                    raise KeyboardInterrupt
                steps.append(number)
                yield torch.ones(2, 4) * number, torch.tensor([0, 1])

        def __len__(self) -> int:
            return 6

    steps: list[int] = [99] * 50
    expected = train(tmp_path / "whole", loader=Pressed())
    steps = []
    if step < 12:
        with pytest.raises(KeyboardInterrupt):
            train(tmp_path / "cut", loader=Pressed())
        assert read_run(tmp_path / "cut")["step"] == step
    steps = [99] * 50
    found = train(tmp_path / "cut", loader=Pressed())
    assert torch.equal(found.weight, expected.weight)  # type: ignore[arg-type]


class _FullDisk:
    """A file on a disk that has room for so many bytes more."""

    def __init__(self, file: Any, room: int) -> None:
        self._file = file
        self._room = room

    def write(self, content: Any) -> int:
        self._room -= len(content)
        if self._room < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return int(self._file.write(content))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("fails", [2, 4, 6])
def test_a_full_disk_leaves_a_run_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float, fails: int
) -> None:
    expected = train(tmp_path / "whole")
    save, writes = torch.save, [0]

    def save_on_full_disk(content: object, file: Any) -> None:
        writes[0] += 1
        if writes[0] == fails:
            save(content, whole := io.BytesIO())
            file = _FullDisk(file, int(len(whole.getvalue()) * share))
        save(content, file)

    with monkeypatch.context() as patch:
        patch.setattr(torch, "save", save_on_full_disk)
        with pytest.raises((OSError, RuntimeError), match=r"No space left|unexpected pos|writ"):
            train(tmp_path / "full", every_steps=2)
    assert find_damage(tmp_path / "full" / run_files.LAST) is None
    assert not list((tmp_path / "full").glob(".*partial")), "nothing half is left"
    found = train(tmp_path / "full")
    assert torch.equal(found.weight, expected.weight)  # type: ignore[arg-type]


@pytest.mark.parametrize("poisoned", [2, 5, 9])
@pytest.mark.filterwarnings("error")
def test_a_poisoned_gradient_is_not_written_and_the_run_goes_on_without_it(tmp_path: Path, poisoned: int) -> None:
    class Poison(Callback):
        def after_batch(self, run: Run, loss: Tensor) -> None:
            if run.step == poisoned - 1:
                parameter = next(run.model.parameters())
                parameter.grad = torch.full_like(parameter, torch.nan)

    expected = train(tmp_path / "whole")
    with pytest.raises(NonFiniteLossError):
        train(tmp_path / "cut", Poison(), every_steps=1)
    assert read_run(tmp_path / "cut")["step"] == poisoned - 1
    found = train(tmp_path / "cut")
    assert torch.equal(found.weight, expected.weight)  # type: ignore[arg-type]


@pytest.mark.parametrize("damaged", [["last.pt"], ["last.pt", "previous.pt"]])
def test_damage_within_an_epoch_costs_one_generation(tmp_path: Path, damaged: list[str]) -> None:
    class Crash(Callback):
        def after_step(self, run: Run) -> None:
            if run.step == 10:
                raise RuntimeError

    expected = train(tmp_path / "whole")
    with pytest.raises(RuntimeError):
        train(tmp_path / "cut", Crash(), every_steps=2)
    for name in damaged:
        path = tmp_path / "cut" / name
        path.write_bytes(path.read_bytes()[: random.randrange(200)])
    if len(damaged) == 2:
        with pytest.raises(RuntimeError, match=r"last\.pt is damaged.*previous\.pt is damaged"):
            train(tmp_path / "cut")
        return
    with pytest.warns(UserWarning, match=r"last\.pt is damaged.*going on from"):
        found = train(tmp_path / "cut")
    assert torch.equal(found.weight, expected.weight)  # type: ignore[arg-type]
