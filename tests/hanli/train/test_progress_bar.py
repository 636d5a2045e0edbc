"""The progress bar: on a terminal what a run does, elsewhere nothing, and no bar left open."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from typing import Any

import pytest
import torch
import tqdm
from torch import Tensor, nn

from hanli.train import Callback, ProgressBar, Run, fit

ROOT = Path(__file__).parents[3]


class Screen(io.StringIO):
    """A stream that says that it is a terminal, or that it is none."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def lines(self) -> list[str]:
        """What is seen in the end: each line as it was last drawn."""
        return [line.split("\r")[-1].rstrip() for line in self.getvalue().split("\n")[:-1]]


@contextmanager
def drawing(*, terminal: bool = True) -> Iterator[Screen]:
    """The standard error stream replaced; within a test, since pytest sets its own before each."""
    with redirect_stderr(Screen(terminal=terminal)) as screen:
        yield screen


class Fails(Callback):
    def after_step(self, run: Run) -> None:
        if run.step == 2:
            raise KeyboardInterrupt


def train(*callbacks: Callback, epochs: int = 2, loader: Any = None, **options: Any) -> Any:
    torch.manual_seed(0)
    data = [(torch.randn(4, 4), torch.randint(3, (4,))) for _ in range(3)]
    options = {"val_loader": data, "loss": nn.CrossEntropyLoss(), "device": "cpu"} | options
    return fit(nn.Linear(4, 3), loader or data, epochs=epochs, callbacks=callbacks, **options)


def test_each_epoch_has_a_bar_with_its_steps_and_what_it_gave() -> None:
    with drawing() as screen:
        history = train(ProgressBar(), metrics={"f1": lambda outputs, targets: 0.5})
    lines = screen.lines()
    assert len(lines) == 2
    for line, epoch in zip(lines, history.epochs, strict=True):
        assert line.startswith(f"epoch {epoch.number}/2: 100%|")
        assert " 3/3 [" in line
        assert f"loss {epoch.train_loss:.4g}, val loss {epoch.validation.loss:.4g}, val accuracy" in line
        assert ", val f1 0.5]" in line


def test_while_an_epoch_runs_the_loss_of_a_recent_batch_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    made = tqdm.tqdm
    monkeypatch.setattr(tqdm, "tqdm", lambda **options: made(mininterval=0, miniters=1, **options))
    losses: list[float] = []

    class Keep(Callback):
        def after_batch(self, run: Run, loss: Tensor) -> None:
            losses.append(float(loss))

    with drawing() as screen:
        train(ProgressBar(), Keep(), epochs=1)
    for seen in losses[:2]:  # drawn with the step after it
        assert f"loss {seen:.4g}]" in screen.getvalue()


def test_without_a_length_the_bar_counts() -> None:
    data = [(torch.randn(4, 4), torch.randint(3, (4,))) for _ in range(3)]
    with drawing() as screen:
        train(ProgressBar(), epochs=1, loader=iter(data))
    assert screen.lines()[0].startswith("epoch 1/1: 3step [")


def test_the_steps_are_those_of_the_optimizer() -> None:
    with drawing() as screen:
        train(ProgressBar(), epochs=1, accumulate=2)
    assert " 2/2 [" in screen.lines()[0]


def test_an_error_closes_the_bar() -> None:
    bar = ProgressBar()
    with drawing() as screen, pytest.raises(KeyboardInterrupt):
        train(bar, Fails())
    assert screen.getvalue().endswith("\n"), "the message begins on a line of its own"
    assert not tqdm.tqdm._instances
    with drawing() as screen:
        train(bar, epochs=1)
    assert screen.lines()[-1].startswith("epoch 1/1: 100%|"), "the same object serves again"


def test_a_stream_that_is_no_terminal_gets_nothing() -> None:
    with drawing(terminal=False) as screen:
        train(ProgressBar())
    assert screen.getvalue() == ""


PROGRAM = """
import torch
from torch import nn
from hanli.train import ProgressBar, fit
data = [(torch.randn(4, 4), torch.randint(3, (4,)))] * 3
fit(nn.Linear(4, 3), data, loss=nn.CrossEntropyLoss(), epochs=1, callbacks=[ProgressBar()], device="cpu")
"""


def test_a_real_terminal_gets_it() -> None:
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", PROGRAM], stderr=theirs, env=environment, check=True, timeout=300)
    os.close(theirs)
    assert b"epoch 1/1: 100%" in os.read(ours, 65536)
    os.close(ours)


def test_without_tqdm_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with pytest.raises(ImportError, match=r"^ProgressBar needs tqdm: python -m pip install tqdm$"):
        ProgressBar()
