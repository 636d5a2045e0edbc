"""A thin training loop: what every run needs, done once and done right, and no more.

`fit` trains and validates; `evaluate` measures; `EarlyStopping` and `Checkpoint` are callbacks. A
step costs a handful of Python calls more than the same loop written by hand. Whoever outgrows it
copies the loop: it is one page long.

Source: <https://docs.pytorch.org/tutorials/beginner/basics/optimization_tutorial.html>
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.optim import AdamW, Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from hanli._modes import evaluating
from hanli._training import DTYPES, FUSED, are_classes, chance, check_batch, check_loss, restore_chance, write
from hanli.device import pick_device

Loss = Callable[[Tensor, Tensor], Tensor]
"""From outputs and targets to one number: the mean over the samples of the batch."""

Loader = Iterable[Sequence[Tensor]]
"""Pairs (inputs, targets), anew at each `iter`; the samples lie along the first dimension."""

Precision = Literal["fp32", "bf16", "fp16"]
Monitor = Literal["loss", "accuracy"]


class NonFiniteLossError(ArithmeticError):
    """The training loss is nan or infinite. The message says where and what to look at."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What `evaluate` measures.

    Attributes:
        loss: The mean over all samples, whatever the sizes of the batches.
        accuracy: The share of samples (or pixels, tokens) whose largest output is at the target;
            None if the targets are no class indices.
        samples: How many samples there were.
    """

    loss: float
    accuracy: float | None
    samples: int


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch of a run.

    Attributes:
        number: From 1.
        learning_rate: What the epoch began with, of the first parameter group.
        train_loss: The mean over all samples, measured while the parameters moved.
        validation: The scores afterwards, or None without a validation loader.
    """

    number: int
    learning_rate: float
    train_loss: float
    validation: Scores | None


@dataclass(slots=True)
class History:
    """What happened, epoch by epoch, and why the run stopped early, if it did."""

    epochs: list[Epoch] = field(default_factory=list)
    stopped: str = ""


@dataclass(slots=True)
class Run:
    """What callbacks see of a run. `epoch` and `step` count what is completed, of `epochs`."""

    model: nn.Module
    optimizer: Optimizer
    scheduler: LRScheduler | None
    scaler: torch.amp.GradScaler | None
    device: torch.device
    generators: list[torch.Generator]
    callbacks: list[Callback]
    history: History
    epochs: int
    epoch: int = 0
    step: int = 0


class Callback:
    """Override what you need. `Checkpoint` always comes last, the others in the order given."""

    def before_fit(self, run: Run) -> None:
        """Called once, when everything is in place."""

    def after_step(self, run: Run) -> None:
        """Called after each step of the optimizer; the gradients are still there."""

    def after_epoch(self, run: Run) -> None:
        """Called after validation and scheduler; a text in `run.history.stopped` ends the run."""

    def after_fit(self, run: Run) -> None:
        """Called once, at the end; not after an error."""

    def state_dict(self) -> dict[str, Any]:
        """What `Checkpoint` must keep of this callback: tensors, numbers, texts, lists, dicts."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what `state_dict` gave."""


@dataclass(frozen=True, slots=True)
class PerStep:
    """Marks a scheduler that `fit` must step after every step of the optimizer, as OneCycleLR."""

    scheduler: LRScheduler


def fit(
    model: nn.Module,
    train_loader: Loader,
    *,
    loss: Loss,
    epochs: int,
    optimizer: Optimizer | None = None,
    val_loader: Loader | None = None,
    scheduler: LRScheduler | PerStep | None = None,
    callbacks: Sequence[Callback] = (),
    accumulate: int = 1,
    clip: float | None = None,
    precision: Precision = "fp32",
    device: str | torch.device | None = None,
) -> History:
    """Train a model; validate it after each epoch. The model is left in training mode.

    Args:
        model: Takes inputs, returns outputs; moved to the device, trained in place.
        train_loader: The training batches.
        loss: A mean over the batch. With class weights or ignored targets the mean is weighted,
            and what is said here of samples holds only roughly.
        epochs: The number of the last epoch; a resumed run does only those that are missing.
        optimizer: Default: AdamW with torch's own settings (learning rate 0.001), fused.
        val_loader: The validation batches, if any.
        scheduler: Stepped after each epoch, ReduceLROnPlateau with the validation loss; wrapped
            in `PerStep`, after each step of the optimizer.
        callbacks: `EarlyStopping`, `Checkpoint`, or your own.
        accumulate: How many batches make one step. Each sample weighs the same, however large its
            batch, in the last and shorter window too: the gradient is that of one large batch.
        clip: The largest allowed norm of the whole gradient; None for no clipping.
        precision: `"bf16"` or `"fp16"` for mixed precision; `"fp16"` needs a CUDA device.
        device: As for `hanli.device.pick_device`: default the accelerator, else the CPU.

    Returns:
        The history, with the epochs before a resumption.

    Raises:
        TypeError: A batch is not a pair (inputs, targets).
        ValueError: An argument is out of range, or two do not fit together.
        NonFiniteLossError: The loss is nan or infinite. On the CPU this is seen before the
            parameters are touched; on an accelerator, where looking means waiting, after the epoch.

    Source: <https://docs.pytorch.org/docs/stable/notes/amp_examples.html>
    """
    target = pick_device(device)
    _check_numbers(epochs, accumulate, clip)
    _check_precision(precision, target)
    check_loss(loss)
    _check_scheduler(scheduler, optimizer, val_loader)
    model.to(target)
    optimizer = optimizer or _default_optimizer(model, target)
    _check_optimizer(optimizer, model)
    per_step = scheduler.scheduler if isinstance(scheduler, PerStep) else None
    run = Run(
        model=model,
        optimizer=optimizer,
        scheduler=scheduler.scheduler if isinstance(scheduler, PerStep) else scheduler,
        scaler=torch.amp.GradScaler("cuda") if precision == "fp16" else None,
        device=target,
        generators=_generators(train_loader, val_loader),
        callbacks=sorted(callbacks, key=lambda callback: isinstance(callback, Checkpoint)),
        history=History(),
        epochs=epochs,
    )
    compute = _compute(model, loss, target, precision)
    for callback in run.callbacks:
        callback.before_fit(run)
    while run.epoch < epochs and not run.history.stopped:
        learning_rate = float(optimizer.param_groups[0]["lr"])
        model.train()
        train_loss = _train_epoch(run, train_loader, compute, accumulate, clip, per_step)
        validation = None if val_loader is None else _evaluate(model, val_loader, compute, target)
        if run.scheduler is not None and per_step is None:
            _step_scheduler(run.scheduler, validation)
        run.epoch += 1
        run.history.epochs.append(Epoch(run.epoch, learning_rate, train_loss, validation))
        for callback in run.callbacks:
            callback.after_epoch(run)
    for callback in run.callbacks:
        callback.after_fit(run)
    model.train()
    return run.history


def evaluate(model: nn.Module, loader: Loader, loss: Loss, device: str | torch.device | None = None) -> Scores:
    """Measure a model on all samples of a loader, without training it.

    The model is in evaluation mode meanwhile; afterwards each of its modules is in the mode it was.

    Args:
        model: Takes inputs, returns outputs; for an accuracy, the classes lie along dimension 1.
        loader: The batches.
        loss: A mean over the batch.
        device: Where to compute; the model is moved there. Default: where the model is.

    Returns:
        The scores.

    Raises:
        TypeError: A batch is not a pair (inputs, targets).
        ValueError: The loader gives no batches, or `loss` is not a mean.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.autograd.grad_mode.inference_mode.html>
    """
    check_loss(loss)
    if device is None:
        anything = next(model.parameters(), None)
        target = pick_device("cpu") if anything is None else anything.device
    else:
        target = pick_device(device)
        model.to(target)
    return _evaluate(model, loader, _compute(model, loss, target, "fp32"), target)


class EarlyStopping(Callback):
    """Stop when validation no longer improves, and put the best weights back.

    An epoch counts as better only if it beats the best by more than `min_delta`; nan never does.

    Args:
        patience: How many epochs without improvement to bear; the run ends after that many.
        min_delta: By how much a score must improve to count.
        monitor: `"loss"` (lower is better) or `"accuracy"` (higher is better), of validation.
        restore_best: Whether the model gets the weights of the best epoch at the end, also if the
            run was not stopped.

    Raises:
        ValueError: `patience` is less than 1, `min_delta` is negative or `monitor` unknown.
    """

    def __init__(
        self, patience: int, *, min_delta: float = 0.0, monitor: Monitor = "loss", restore_best: bool = True
    ) -> None:
        if patience < 1:
            raise ValueError(f"patience must be at least 1, got {patience}")
        self.patience = patience
        self.restore_best = restore_best
        self.bad_epochs = 0
        self._best = _Best(monitor, min_delta)
        self._weights: dict[str, Any] | None = None

    @property
    def best_epoch(self) -> int | None:
        """The number of the best epoch so far; None if there was none."""
        return self._best.epoch

    def after_epoch(self, run: Run) -> None:
        """Compare, remember, and end the run when patience is out."""
        if self._best.improved_by(run):
            self.bad_epochs = 0
            if self.restore_best:
                self._weights = copy.deepcopy(run.model.state_dict())
            return
        self.bad_epochs += 1
        if self.bad_epochs >= self.patience:
            run.history.stopped = f"no better {self._best.monitor} for {self.bad_epochs} epochs"

    def after_fit(self, run: Run) -> None:
        """Put the best weights back."""
        if self._weights is not None:
            run.model.load_state_dict(self._weights)

    def state_dict(self) -> dict[str, Any]:
        """Everything needed to go on counting."""
        return {"best": self._best.state_dict(), "bad_epochs": self.bad_epochs, "weights": self._weights}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on counting from there."""
        self._best.load_state_dict(state["best"])
        self.bad_epochs, self._weights = state["bad_epochs"], state["weights"]


class Checkpoint(Callback):
    """Keep a run on disk, so that it can be continued as if nothing had happened.

    `last.pt` holds model, optimizer, scheduler, loss scaler, the other callbacks, the history and
    the state of all generators: of `random`, NumPy, torch, the device, and the loaders' own.
    Continued from it on the CPU, a run gives the same bits as one that was never interrupted
    (unless persistent workers draw random numbers: their dice cannot be seen from here).
    `best.pt` holds the weights alone, of the best epoch of validation: a plain `state_dict`.
    Both are written under a temporary name first, so a crash never leaves half a file.

    Args:
        folder: Where the two files go; made if missing.
        every: Write `last.pt` after every so many epochs, and at the end of the run.
        resume: Continue from `last.pt` if it is there. If not given, an existing one is an error,
            since the run would overwrite it.
        monitor: What is best, as for `EarlyStopping`.
        min_delta: As for `EarlyStopping`.

    Raises:
        ValueError: `every` is less than 1, `min_delta` is negative or `monitor` unknown.
        FileExistsError: The folder already has a run, and `resume` was not given.
    """

    def __init__(
        self,
        folder: str | Path,
        *,
        every: int = 1,
        resume: bool = False,
        monitor: Monitor = "loss",
        min_delta: float = 0.0,
    ) -> None:
        if every < 1:
            raise ValueError(f"every must be at least 1, got {every}")
        self.folder = Path(folder)
        self.every = every
        self.resume = resume
        self._best = _Best(monitor, min_delta)

    def before_fit(self, run: Run) -> None:
        """Continue from the file, or make sure that there is none."""
        last = self.folder / "last.pt"
        if last.exists() and not self.resume:
            raise FileExistsError(f"{last} holds an earlier run: pass resume=True to continue it, or another folder")
        self.folder.mkdir(parents=True, exist_ok=True)
        if last.exists():
            _load_run(run, torch.load(last, map_location="cpu", weights_only=True))

    def after_epoch(self, run: Run) -> None:
        """Write what is due."""
        if run.history.epochs[-1].validation is not None and self._best.improved_by(run):
            write(run.model.state_dict(), self.folder / "best.pt")
        if run.epoch % self.every == 0 or run.epoch == run.epochs or run.history.stopped:
            write(_run_state(run), self.folder / "last.pt")

    def state_dict(self) -> dict[str, Any]:
        """The best score so far."""
        return {"best": self._best.state_dict()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on comparing with that score."""
        self._best.load_state_dict(state["best"])


class _Best:
    """The best validation score so far; nan never counts as better."""

    def __init__(self, monitor: Monitor, min_delta: float) -> None:
        if monitor not in ("loss", "accuracy"):
            raise ValueError(f"monitor must be 'loss' or 'accuracy', got {monitor!r}")
        if not 0 <= min_delta < math.inf:
            raise ValueError(f"min_delta must be a number from 0, got {min_delta}")
        self.monitor = monitor
        self.min_delta = min_delta
        self.value = math.inf
        self.epoch: int | None = None

    def improved_by(self, run: Run) -> bool:
        """Compare the last epoch, and remember it if it is better."""
        validation = run.history.epochs[-1].validation
        score = None if validation is None else getattr(validation, self.monitor)
        if score is None:
            raise ValueError(f"monitor={self.monitor!r} needs a val_loader whose batches give this score, got none")
        value = score if self.monitor == "loss" else -score
        if not value < self.value - self.min_delta:  # so written, nan is not better
            return False
        self.value, self.epoch = value, run.epoch
        return True

    def state_dict(self) -> dict[str, Any]:
        return {"value": self.value, "epoch": self.epoch}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.value, self.epoch = state["value"], state["epoch"]


_Compute = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]


def _train_epoch(
    run: Run,
    loader: Loader,
    compute: _Compute,
    accumulate: int,
    clip: float | None,
    per_step: LRScheduler | None,
) -> float:
    """One pass over the loader; returns the mean loss of all samples."""
    optimizer, scaler, device = run.optimizer, run.scaler, run.device
    hooks = [c.after_step for c in run.callbacks if type(c).after_step is not Callback.after_step]
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    looks = device.type == "cpu"  # elsewhere, to look at a loss is to wait for the device
    total: Any = 0.0
    batches, samples = 0, 0
    iterator = iter(loader)
    while window := list(islice(iterator, accumulate)):
        if batches == 0:
            check_batch(window[0])
        whole = window[0][1].shape[0] if len(window) == 1 else sum(pair[1].shape[0] for pair in window)
        optimizer.zero_grad()
        for inputs, targets in window:
            batches += 1
            inputs, targets = inputs.to(device, non_blocking=True), targets.to(device, non_blocking=True)
            _, loss = compute(inputs, targets)
            value: Any = loss.item() if looks else loss.detach()
            if looks and not math.isfinite(value):
                raise NonFiniteLossError(_diagnosis(run, value, batches, inputs))
            size = targets.shape[0]
            total, samples = total + value * size, samples + size
            part = loss if size == whole else loss * (size / whole)
            (part if scaler is None else scaler.scale(part)).backward()  # type: ignore[no-untyped-call]
        if scaler is not None:
            scaler.unscale_(optimizer)
        if clip is not None:
            nn.utils.clip_grad_norm_(parameters, clip, error_if_nonfinite=looks)
        if scaler is None:
            optimizer.step()
        else:
            scaler.step(optimizer)
            scaler.update()
        if per_step is not None:
            per_step.step()
        run.step += 1
        for hook in hooks:
            hook(run)
    if samples == 0:
        raise ValueError("train_loader gave no batches; if it is an iterator, it is used up: pass a list or DataLoader")
    mean = float(total) / samples
    if not math.isfinite(mean):
        raise NonFiniteLossError(_diagnosis(run, mean, None, None))
    return mean


@torch.inference_mode()
def _evaluate(model: nn.Module, loader: Loader, compute: _Compute, device: torch.device) -> Scores:
    losses, hits, sizes, guesses = [], [], [], 0
    with evaluating(model):
        for batch in loader:
            check_batch(batch)
            inputs, targets = (part.to(device, non_blocking=True) for part in batch)
            outputs, loss = compute(inputs, targets)
            losses.append(loss)
            sizes.append(targets.shape[0])
            if are_classes(outputs, targets):
                hits.append((outputs.argmax(1) == targets).sum())
                guesses += targets.numel()
    if not sizes:
        raise ValueError("loader gave no batches; if it is an iterator, it is used up: pass a list or DataLoader")
    weights = torch.tensor(sizes, dtype=torch.float64)
    mean = (torch.stack(losses).cpu().double() @ weights / weights.sum()).item()
    accuracy = int(torch.stack(hits).sum()) / guesses if hits else None
    return Scores(mean, accuracy, sum(sizes))


def _compute(model: nn.Module, loss: Loss, device: torch.device, precision: str) -> _Compute:
    """From inputs and targets to outputs and loss, in the precision asked for."""

    def compute(inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        outputs = model(inputs)
        return outputs, loss(outputs, targets)

    if precision == "fp32":
        return compute
    autocast = torch.autocast(device.type, dtype=DTYPES[precision])
    decorated: _Compute = autocast(compute)
    return decorated


def _default_optimizer(model: nn.Module, device: torch.device) -> Optimizer:
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if not parameters:
        raise ValueError("model must have at least one parameter that requires a gradient, got none")
    return AdamW(parameters, fused=device.type in FUSED)


def _step_scheduler(scheduler: LRScheduler, validation: Scores | None) -> None:
    if isinstance(scheduler, ReduceLROnPlateau):
        assert validation is not None  # _check_scheduler saw to it
        scheduler.step(validation.loss)
    else:
        scheduler.step()


def _diagnosis(run: Run, value: float, batch: int | None, inputs: Tensor | None) -> str:
    """Where the loss went wrong, and the first thing that explains it."""
    where = f"the loss is {value} in epoch {run.epoch + 1}" + ("" if batch is None else f", batch {batch}")
    if isinstance(inputs, Tensor) and not bool(torch.isfinite(inputs).all()):
        return f"{where}: its inputs hold nan or infinity, so mend the data"
    for name, parameter in run.model.named_parameters():
        if not bool(torch.isfinite(parameter).all()):
            return f"{where}: the parameter {name} is no longer finite, so lower the learning rate or set clip=1.0"
    return f"{where}: inputs and parameters are finite, so look for overflow, log(0) or 0/0 in the model or the loss"


def _check_numbers(epochs: int, accumulate: int, clip: float | None) -> None:
    if epochs < 1:
        raise ValueError(f"epochs must be at least 1, got {epochs}")
    if accumulate < 1:
        raise ValueError(f"accumulate must be at least 1, got {accumulate}")
    if clip is not None and not 0 < clip < math.inf:
        raise ValueError(f"clip must be a number above 0 or None, got {clip}")


def _check_precision(precision: str, device: torch.device) -> None:
    if precision not in ("fp32", "bf16", "fp16"):
        raise ValueError(f"precision must be 'fp32', 'bf16' or 'fp16', got {precision!r}")
    if precision == "fp16" and device.type != "cuda":
        raise ValueError(
            f"precision='fp16' needs a CUDA device, got {device.type!r}: use 'bf16', which needs no loss scaling"
        )


def _check_scheduler(
    scheduler: LRScheduler | PerStep | None, optimizer: Optimizer | None, val_loader: Loader | None
) -> None:
    inner = scheduler.scheduler if isinstance(scheduler, PerStep) else scheduler
    if inner is None:
        return
    if inner.optimizer is not optimizer:
        raise ValueError("scheduler must belong to the optimizer that is passed, got one of another optimizer")
    if isinstance(inner, ReduceLROnPlateau):
        if val_loader is None:
            raise ValueError("scheduler=ReduceLROnPlateau needs a val_loader, got none")
        if isinstance(scheduler, PerStep):
            raise ValueError("scheduler=ReduceLROnPlateau is stepped once an epoch, got it wrapped in PerStep")


def _check_optimizer(optimizer: Optimizer, model: nn.Module) -> None:
    held = {id(parameter) for group in optimizer.param_groups for parameter in group["params"]}
    if held.isdisjoint(id(parameter) for parameter in model.parameters()):
        raise ValueError("optimizer must hold parameters of the model, got only others")


def _generators(*loaders: Loader | None) -> list[torch.Generator]:
    """The generators that the loaders draw their order from, each once."""
    found: dict[int, torch.Generator] = {}
    for loader in loaders:
        batch_sampler = getattr(loader, "batch_sampler", None)
        for owner in (loader, getattr(loader, "sampler", None), batch_sampler, getattr(batch_sampler, "sampler", None)):
            generator = getattr(owner, "generator", None)
            if isinstance(generator, torch.Generator):
                found[id(generator)] = generator
    return list(found.values())


def _run_state(run: Run) -> dict[str, Any]:
    return {
        "model": run.model.state_dict(),
        "optimizer": run.optimizer.state_dict(),
        "scheduler": None if run.scheduler is None else run.scheduler.state_dict(),
        "scaler": None if run.scaler is None else run.scaler.state_dict(),
        "callbacks": [(type(c).__name__, own) for c in run.callbacks if (own := c.state_dict())],
        "epochs": [asdict(epoch) for epoch in run.history.epochs],
        "stopped": run.history.stopped,
        "step": run.step,
        "chance": chance(run.device, run.generators),
    }


def _load_run(run: Run, state: dict[str, Any]) -> None:
    for name in ("scheduler", "scaler"):
        kept, ours = ("none" if one is None else "one" for one in (state[name], getattr(run, name)))
        _check_same(name, kept, ours)
    stateful = [callback for callback in run.callbacks if callback.state_dict()]
    _check_same("callbacks", [name for name, _ in state["callbacks"]], [type(c).__name__ for c in stateful])
    _check_same("number of loaders' generators", len(state["chance"]["generators"]), len(run.generators))
    run.model.load_state_dict(state["model"])
    run.optimizer.load_state_dict(state["optimizer"])
    if run.scheduler is not None:
        run.scheduler.load_state_dict(state["scheduler"])
    if run.scaler is not None:
        run.scaler.load_state_dict(state["scaler"])
    for callback, (_, own) in zip(stateful, state["callbacks"], strict=True):
        callback.load_state_dict(own)
    run.history.epochs[:] = [_epoch(**epoch) for epoch in state["epochs"]]
    run.history.stopped = state["stopped"]
    run.epoch, run.step = len(run.history.epochs), state["step"]
    restore_chance(state["chance"], run.device, run.generators)


def _check_same(name: str, kept: object, ours: object) -> None:
    if kept != ours:
        raise ValueError(f"{name} must be as in the run to be continued, {kept}, got {ours}")


def _epoch(validation: dict[str, Any] | None, **rest: Any) -> Epoch:
    return Epoch(validation=None if validation is None else Scores(**validation), **rest)
