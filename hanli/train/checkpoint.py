"""Checkpoints that a run continues from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch

from hanli.files import replace_atomically
from hanli.nonfinite import explain_nonfinite_weights, find_nonfinite
from hanli.state_dicts import get_plain_state
from hanli.train.best_score import BestScore, Mode, Monitor
from hanli.train.history import NonFiniteLossError
from hanli.train.interrupts import Interrupts
from hanli.train.resuming import collect_run_state, restore_run
from hanli.train.run import Callback, Run
from hanli.train.run_files import LAST, has_run, read_run, write_run


class Checkpoint(Callback):
    """Keep a run on disk, so that it can be continued as if nothing had happened.

    `last.pt` holds model, optimizer, scheduler, loss scaler, the other callbacks, the history and
    the state of all generators: of `random`, NumPy, torch, the device, the loaders' own,
    and those that a data set, its transforms, the model or the loss keep in their attributes. Kept are also which
    parameters are frozen, groups that a callback has added to the optimizer, and what a loss learns, if it is a module.
    Continued from it on the CPU, a run gives the same bits as one that was never interrupted, from within an epoch
    too: the batches that the epoch has used are read again, without training, which takes as long as reading
    them did. Loader and data must be the same then. What a data set draws in persistent workers cannot be seen from
    here and will be other numbers; so will the order of a sampler that draws from torch's global generator while the
    epoch runs. `previous.pt` is the `last.pt` before; it is taken, with a warning, if `last.pt` is
    damaged or missing. `best.pt` holds the weights alone, of the best epoch of validation: a plain
    `state_dict`, also of a compiled model. All are written under a temporary name first, so a crash never
    leaves half a file, and none is written once a parameter or the optimizer's state is not finite.

    At Ctrl-C (SIGINT), and when the system asks the process to end (SIGTERM), the step is finished and written, then
    KeyboardInterrupt or SystemExit is raised; a second one acts at once, and `last.pt` stays as it was. This needs
    the main thread and the handlers that Python comes with. During validation it waits for its end. A
    KeyboardInterrupt that a callback raises, from `before_epoch` to `after_fit`, is put off in the same way. One that the train
    loader raises leaves the step before it written, and random numbers that it had drawn for the next batch are not drawn again,
    so the bits can differ; one of the model, the loss or validation leaves `last.pt` as it was. A run that ends within an epoch,
    by `max_steps` or a callback, is kept as it was after its last step, so that it can go on from there.

    A run is continued only if it is made of the same parts: kinds of optimizer and scheduler, settings of
    the scheduler, monitors, callbacks. A run that stopped early goes on if its patience was raised.

    Args:
        folder: Where the two files go; made if missing.
        every: Write `last.pt` after every so many epochs, and at the end of the run.
        every_steps: Write it after every so many steps of the run too.
        resume: Continue from `last.pt` if it is there. If not given, an existing one is an error,
            since the run would overwrite it.
        lengthen: Go on with a run that had ended or stopped, by the scheduler and the settings of the optimizer
            that are passed now: the rates are from here on those of a run planned so from the start.
        monitor: What is best, as for `EarlyStopping`.
        min_delta: As for `EarlyStopping`.
        mode: As for `EarlyStopping`.

    Raises:
        ValueError: `every` or `every_steps` is less than 1, `min_delta` is negative, `mode` does not suit `monitor`, `lengthen`
            is given without `resume`, or the run to be continued is made of other parts.
        FileExistsError: The folder already has a run, and `resume` was not given.
        RuntimeError: `last.pt` and `previous.pt` are both damaged.
        TypeError: `state_dict()` of a callback holds what could not be read again.
        NonFiniteLossError: A parameter, or the optimizer's state, is not finite when it is due to be written.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        every: int = 1,
        every_steps: int | None = None,
        resume: bool = False,
        lengthen: bool = False,
        monitor: Monitor = "loss",
        min_delta: float = 0.0,
        mode: Mode | None = None,
    ) -> None:
        if every < 1:
            raise ValueError(f"every must be at least 1, got {every}")
        if every_steps is not None and every_steps < 1:
            raise ValueError(f"every_steps must be at least 1, got {every_steps}")
        if lengthen and not resume:
            raise ValueError("lengthen=True goes on with an earlier run and needs resume=True, got resume=False")
        self.folder = Path(folder)
        self.every = every
        self.every_steps = every_steps
        self.resume = resume
        self.lengthen = lengthen
        self._best = BestScore(monitor, min_delta, mode)
        self._interrupts = Interrupts()
        self._written: tuple[int, int] | None = None

    def before_fit(self, run: Run) -> None:
        """Continue from the file, or make sure that there is none."""
        if run.measured:
            self._best.start(run)
        if has_run(self.folder) and not self.resume:
            raise FileExistsError(
                f"{self.folder / LAST} holds an earlier run: pass resume=True to continue it, or another folder"
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        if has_run(self.folder):
            restore_run(run, read_run(self.folder), lengthen=self.lengthen)
        self._written = None
        self._interrupts.start(run)

    def after_step(self, run: Run) -> None:
        """Write within an epoch, if it is due or the run ends here."""
        due = run.interrupted is not None or (self.every_steps and run.step % self.every_steps == 0)
        ends = run.history.stopped or run.step == run.max_steps
        if due or (ends and run.position.steps != run.steps_per_epoch):
            _check_finite(run)
            self._write(run)

    def after_epoch(self, run: Run) -> None:
        """Write what is due."""
        improved = run.history.epochs[-1].validation is not None and self._best.improved_by(run)
        due = (run.interrupted is not None or run.epoch % self.every == 0 or not run.goes_on()) and not run.position.cut
        if improved or due:
            _check_finite(run)
        if improved:
            with run.averaged(), replace_atomically(self.folder / "best.pt") as file:
                torch.save(get_plain_state(run.model), file)
        if due:
            self._write(run)

    def after_fit(self, run: Run) -> None:
        """Let signals act at once again."""
        self._interrupts.stop()

    def on_error(self, run: Run, error: BaseException) -> None:
        """Write what an interrupt leaves, if that is between two steps."""
        self._interrupts.stop()
        interrupted = isinstance(error, KeyboardInterrupt) or run.interrupted is not None
        if (
            interrupted
            and run.position.between_steps
            and not run.position.cut
            and self._written != (run.epoch, run.step)
        ):
            _check_finite(run)
            self._write(run)

    def _write(self, run: Run) -> None:
        """Write the run as it is now, which has been found finite."""
        write_run(collect_run_state(run), self.folder)
        self._written = run.epoch, run.step

    def state_dict(self) -> dict[str, Any]:
        """The best score so far."""
        return {"best": self._best.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on comparing with that score."""
        self._best.load_state_dict(state["best"])


def _check_finite(run: Run) -> None:
    """Refuse to write weights, or a state of the optimizer, that a nan or infinite gradient has reached."""
    name = find_nonfinite(run.model, run.optimizer)
    if name is not None:
        steps = run.position.steps
        where = f"in epoch {run.epoch + 1}, step {steps}" if steps else f"after epoch {run.epoch}"
        raise NonFiniteLossError(explain_nonfinite_weights(name, where))
