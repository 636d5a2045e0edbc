"""The training loop, and the measuring of a model."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.optim import AdamW, Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from hanli.batches import Loader, Loss, are_class_indices, check_batch, check_loss
from hanli.device import pick_device
from hanli.modes import evaluating
from hanli.precision import AUTOCAST_DTYPES, FUSED_ADAMW_DEVICES
from hanli.train.callbacks import Checkpoint
from hanli.train.checks import check_numbers, check_optimizer, check_precision, check_scheduler
from hanli.train.history import Epoch, History, NonFiniteLossError, Scores
from hanli.train.run import Callback, PerStep, Run

Precision = Literal["fp32", "bf16", "fp16"]


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
    check_numbers(epochs, accumulate, clip)
    check_precision(precision, target)
    check_loss(loss)
    check_scheduler(scheduler, optimizer, val_loader)
    model.to(target)
    optimizer = optimizer or _make_default_optimizer(model, target)
    check_optimizer(optimizer, model)
    per_step = scheduler.scheduler if isinstance(scheduler, PerStep) else None
    run = Run(
        model=model,
        optimizer=optimizer,
        scheduler=scheduler.scheduler if isinstance(scheduler, PerStep) else scheduler,
        scaler=torch.amp.GradScaler("cuda") if precision == "fp16" else None,
        device=target,
        generators=_find_loader_generators(train_loader, val_loader),
        callbacks=sorted(callbacks, key=lambda callback: isinstance(callback, Checkpoint)),
        history=History(),
        epochs=epochs,
    )
    compute = _make_forward(model, loss, target, precision)
    for callback in run.callbacks:
        callback.before_fit(run)
    while run.epoch < epochs and not run.history.stopped:
        learning_rate = float(optimizer.param_groups[0]["lr"])
        model.train()
        train_loss = _train_epoch(run, train_loader, compute, accumulate, clip, per_step)
        validation = None if val_loader is None else _compute_scores(model, val_loader, compute, target)
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
    return _compute_scores(model, loader, _make_forward(model, loss, target, "fp32"), target)


_Forward = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]


def _train_epoch(
    run: Run,
    loader: Loader,
    compute: _Forward,
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
                raise NonFiniteLossError(_explain_nonfinite_loss(run, value, batches, inputs))
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
        raise NonFiniteLossError(_explain_nonfinite_loss(run, mean, None, None))
    return mean


@torch.inference_mode()
def _compute_scores(model: nn.Module, loader: Loader, compute: _Forward, device: torch.device) -> Scores:
    """Measure a model; the device has been waited for only once, at the end."""
    losses, hits, sizes, guesses = [], [], [], 0
    with evaluating(model):
        for batch in loader:
            check_batch(batch)
            inputs, targets = (part.to(device, non_blocking=True) for part in batch)
            outputs, loss = compute(inputs, targets)
            losses.append(loss)
            sizes.append(targets.shape[0])
            if are_class_indices(outputs, targets):
                hits.append((outputs.argmax(1) == targets).sum())
                guesses += targets.numel()
    if not sizes:
        raise ValueError("loader gave no batches; if it is an iterator, it is used up: pass a list or DataLoader")
    weights = torch.tensor(sizes, dtype=torch.float64)
    mean = (torch.stack(losses).cpu().double() @ weights / weights.sum()).item()
    accuracy = int(torch.stack(hits).sum()) / guesses if hits else None
    return Scores(mean, accuracy, sum(sizes))


def _make_forward(model: nn.Module, loss: Loss, device: torch.device, precision: str) -> _Forward:
    """From inputs and targets to outputs and loss, in the precision asked for."""

    def compute(inputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        outputs = model(inputs)
        return outputs, loss(outputs, targets)

    if precision == "fp32":
        return compute
    autocast = torch.autocast(device.type, dtype=AUTOCAST_DTYPES[precision])
    decorated: _Forward = autocast(compute)
    return decorated


def _make_default_optimizer(model: nn.Module, device: torch.device) -> Optimizer:
    """AdamW with torch's own settings, fused where there is such a form."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if not parameters:
        raise ValueError("model must have at least one parameter that requires a gradient, got none")
    return AdamW(parameters, fused=device.type in FUSED_ADAMW_DEVICES)


def _step_scheduler(scheduler: LRScheduler, validation: Scores | None) -> None:
    """Step a scheduler at the end of an epoch, a plateau by the loss of validation."""
    if isinstance(scheduler, ReduceLROnPlateau):
        assert validation is not None  # check_scheduler saw to it
        scheduler.step(validation.loss)
    else:
        scheduler.step()


def _explain_nonfinite_loss(run: Run, value: float, batch: int | None, inputs: Tensor | None) -> str:
    """Where the loss went wrong, and the first thing that explains it."""
    where = f"the loss is {value} in epoch {run.epoch + 1}" + ("" if batch is None else f", batch {batch}")
    if isinstance(inputs, Tensor) and not bool(torch.isfinite(inputs).all()):
        return f"{where}: its inputs hold nan or infinity, so mend the data"
    for name, parameter in run.model.named_parameters():
        if not bool(torch.isfinite(parameter).all()):
            return f"{where}: the parameter {name} is no longer finite, so lower the learning rate or set clip=1.0"
    return f"{where}: inputs and parameters are finite, so look for overflow, log(0) or 0/0 in the model or the loss"


def _find_loader_generators(*loaders: Loader | None) -> list[torch.Generator]:
    """The generators that the loaders draw their order from, each once."""
    found: dict[int, torch.Generator] = {}
    for loader in loaders:
        batch_sampler = getattr(loader, "batch_sampler", None)
        for owner in (loader, getattr(loader, "sampler", None), batch_sampler, getattr(batch_sampler, "sampler", None)):
            generator = getattr(owner, "generator", None)
            if isinstance(generator, torch.Generator):
                found[id(generator)] = generator
    return list(found.values())
