"""The training loop, and the measuring of a model."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.optim import AdamW, Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from hanli.batches import Loader, Loss, Split, check_batch, check_loss, count_samples, count_steps, move
from hanli.device import pick_device
from hanli.loss_weights import Shares, WeighedLoss, Weight
from hanli.modes import evaluating, start_training
from hanli.nonfinite import explain_nonfinite_loss
from hanli.optimizers import check_steps
from hanli.precision import AUTOCAST_DTYPES, FUSED_ADAMW_DEVICES
from hanli.scoring import Metric, Tally, check_metrics
from hanli.train.checkpoint import Checkpoint
from hanli.train.checks import (
    check_gradients_wanted,
    check_numbers,
    check_optimizer,
    check_precision,
    check_scheduler,
    plan_length,
)
from hanli.train.history import Epoch, History, NonFiniteLossError, Scores
from hanli.train.hooks import call_hooks, check_callbacks, find_hooks, pass_on, put_off, running, sort_callbacks
from hanli.train.passes import finish_reading, open_pass, read_on
from hanli.train.random_state import find_loader_generators
from hanli.train.run import Callback, PerStep, Run
from hanli.train.schedules import plan_schedule, step_schedule
from hanli.train.validation import pick_monitor, try_validation

Precision = Literal["fp32", "bf16", "fp16"]


def fit(
    model: nn.Module,
    train_loader: Loader,
    *,
    loss: Loss,
    epochs: int | None = None,
    max_steps: int | None = None,
    steps_per_epoch: int | None = None,
    optimizer: Optimizer | None = None,
    val_loader: Loader | None = None,
    scheduler: LRScheduler | PerStep | None = None,
    callbacks: Sequence[Callback] = (),
    metrics: Mapping[str, Metric] | None = None,
    monitor: str | None = None,
    split: Split | None = None,
    accumulate: int = 1,
    clip: float | None = None,
    precision: Precision = "fp32",
    device: str | torch.device | None = None,
) -> History:
    """Train a model; validate it after each epoch. The model is left in training mode.

    Layers that are in evaluation mode while the model is in training mode stay so. Validation is tried on one
    batch before the first step, so that what is wrong with it is known before an epoch is over; generators are
    afterwards as they were.

    Args:
        model: Takes inputs, returns outputs; moved to the device, trained in place.
        train_loader: The training batches, pairs (inputs, targets), both tensors, or tuples, lists and
            dictionaries of them, nested. Inputs and outputs are passed on as they are, as one argument. Its sampler, or
            its data set, is told by `set_epoch` which pass begins, from 0, if it has this method.
        loss: A mean, or the pair (sum, what to divide it by). Several batches are put together by what each
            was divided by: targets that are not ignored, their class weights, numbers compared. Torch's own
            losses are seen wherever `loss` calls them, and a mean or a sum divided by something if it is
            what `loss` returns; the pair says it in any case. In all other losses, samples count.
        epochs: The number of the last epoch; a resumed run does only those that are missing. A loader that never
            ends needs `steps_per_epoch` or `max_steps` too: without them its first epoch never ends.
        max_steps: After how many steps the run ends, those before a resumption included. The last epoch may then be
            shorter, and is validated all the same. With `epochs`, whichever comes first; one of the two is needed.
        steps_per_epoch: End an epoch after so many steps. The next goes on where the loader is, with all batches
            that are left; at its end the loader is begun anew. Default: an epoch is one pass over the loader.
        optimizer: Default: AdamW with torch's own settings (learning rate 0.001), fused.
        val_loader: The validation batches, if any.
        scheduler: Stepped after each epoch, ReduceLROnPlateau with the score named by `monitor`;
            wrapped in `PerStep`, after each step of the optimizer. At its end the rate stays where it is.
        callbacks: `EarlyStopping`, `Checkpoint`, or your own, each an object of its own.
        metrics: Measured in validation, by name: a function of outputs and targets that gives a mean over
            samples or (sum, weight), or an object with `update`, `compute` and `reset`, as of torchmetrics.
        monitor: What ReduceLROnPlateau watches: `"loss"`, `"accuracy"` or the name of a metric. Default:
            the loss, with `mode="max"` the accuracy.
        split: Makes the pair (inputs, targets) from batches of another form.
        accumulate: How many batches make one step. What `loss` counts weighs the same, however it is
            spread over the batches, in the last and shorter window too: the gradient is that of one large batch.
        clip: The largest allowed norm of the whole gradient; None for no clipping.
        precision: `"bf16"` or `"fp16"` for mixed precision; `"fp16"` needs a CUDA device.
        device: As for `hanli.device.pick_device`: default the accelerator, else the CPU.

    Returns:
        The history, with the epochs before a resumption.

    Raises:
        TypeError: A batch is not a pair (inputs, targets), or `loss`, `optimizer`, a metric or a callback is of
            the wrong kind: several optimizers, one that needs a closure, as LBFGS, and `StepInBackward` are refused.
        ValueError: An argument is out of range, or two do not fit together.
        NonFiniteLossError: The loss is nan or infinite. On the CPU this is seen before the
            parameters are touched; on an accelerator, where looking means waiting, after the epoch.

    Source: <https://docs.pytorch.org/docs/stable/notes/amp_examples.html>
    """
    target = pick_device(device)
    check_numbers(accumulate, clip)
    steps = plan_length(epochs, max_steps, steps_per_epoch, count_steps(train_loader, accumulate))
    check_precision(precision, target)
    check_loss(loss)
    check_metrics(metrics or {})
    if optimizer is not None:
        check_steps(optimizer)
    check_scheduler(scheduler, optimizer, val_loader)
    check_callbacks(callbacks)
    model.to(target)
    optimizer = optimizer or _make_default_optimizer(model, target)
    check_optimizer(optimizer, model)
    run = Run(
        model=model,
        optimizer=optimizer,
        scheduler=scheduler.scheduler if isinstance(scheduler, PerStep) else scheduler,
        scaler=torch.amp.GradScaler("cuda") if precision == "fp16" else None,
        device=target,
        generators=find_loader_generators(train_loader, val_loader),
        callbacks=sort_callbacks(callbacks),
        history=History(),
        epochs=steps.epochs,
        max_steps=max_steps,
        per_step=isinstance(scheduler, PerStep),
        steps_per_epoch=steps.an_epoch,
        owners={
            "train_loader": train_loader,
            "val_loader": val_loader,
            "model": getattr(model, "_orig_mod", model),
            "loss": loss,
        },
        resumable=any(isinstance(callback, Checkpoint) for callback in callbacks),
    )
    step_each = plan_schedule(run)
    forward = _autocast(model, target, precision)
    weighed = WeighedLoss(loss, joins=accumulate > 1)
    compute = _autocast(_make_compute(model, weighed), target, precision)

    def validate(batches: Loader) -> Scores:
        return _compute_scores(model, forward, batches, loss, metrics or {}, split, target)

    if val_loader is not None:
        run.measured, val_loader = try_validation(run, val_loader, validate)
    watched = pick_monitor(run, monitor)
    with running(run):
        while run.goes_on() or run.position.batches:
            start_training(model)
            call_hooks(run, "before_epoch")
            if not run.position.batches:
                if run.history.stopped:
                    break
                run.position.learning_rate = float(optimizer.param_groups[0]["lr"])
            train_loss = _train_epoch(run, train_loader, compute, split, accumulate, clip, step_each, steps_per_epoch)
            if val_loader is not None:
                call_hooks(run, "before_validation")
                run.scores = validate(val_loader)
                call_hooks(run, "after_validation")
            if run.scheduler is not None and not run.per_step:
                _step_scheduler(run.scheduler, run.scores, watched)
            run.epoch += 1
            run.history.epochs.append(Epoch(run.epoch, run.position.learning_rate, train_loss, run.scores))
            run.position.finish_epoch()
            call_hooks(run, "after_epoch")
            pass_on(run)
        call_hooks(run, "after_fit")
        pass_on(run)
    start_training(model)
    return run.history


def evaluate(
    model: nn.Module,
    loader: Loader,
    loss: Loss,
    device: str | torch.device | None = None,
    *,
    metrics: Mapping[str, Metric] | None = None,
    split: Split | None = None,
) -> Scores:
    """Measure a model on all samples of a loader, without training it.

    The model is in evaluation mode meanwhile; afterwards each of its modules is in the mode it was.

    Args:
        model: Takes inputs, returns outputs, tensors or nested ones.
        loader: The batches, as for `fit`.
        loss: A mean, or the pair (sum, what to divide it by), as for `fit`.
        device: Where to compute; the model is moved there. Default: where the model is.
        metrics: As for `fit`.
        split: As for `fit`.

    Returns:
        The scores. The accuracy is that of what `loss` compares: of the class indices that a cross-entropy of
        torch counts, wherever the classes lie, or of one logit a sample. A loss without torch's own is judged
        by the shapes of outputs and targets, and where they leave a doubt the accuracy is None.

    Raises:
        TypeError: A batch is not a pair (inputs, targets), or `loss` or a metric is of the wrong kind.
        ValueError: The loader gives no batches, `loss` is not a mean, or a metric has a name that is taken.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.no_grad.html>
    """
    check_loss(loss)
    check_metrics(metrics or {})
    if device is None:
        anything = next(model.parameters(), None)
        target = pick_device("cpu") if anything is None else anything.device
    else:
        target = pick_device(device)
        model.to(target)
    return _compute_scores(model, model, loader, loss, metrics or {}, split, target)


_Compute = Callable[[Any, Any], tuple[Tensor, Weight | None]]


def _train_epoch(
    run: Run,
    loader: Loader,
    compute: _Compute,
    split: Split | None,
    accumulate: int,
    clip: float | None,
    step_each: Callable[[], None] | None,
    fixed: int | None = None,
) -> float:
    """One epoch, or what is left of it: a pass over the loader, or a fixed number of steps; returns the mean loss."""
    optimizer, scaler, device = run.optimizer, run.scaler, run.device
    before_batch, after_batch, after_step = (
        find_hooks(run.callbacks, name) for name in ("before_batch", "after_batch", "after_step")
    )
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    looks = device.type == "cpu"  # elsewhere, to look at a loss is to wait for the device
    position, history = run.position, run.history
    total, weights = position.total, position.weights  # of the epoch
    last_step = math.inf if run.max_steps is None else run.max_steps
    if run.goes_on():
        check_gradients_wanted(parameters)
        open_pass(run, loader)
    while (
        run.step < last_step
        and not history.stopped
        and position.steps != fixed
        and (window := list(islice(position.iterator, accumulate)) or read_on(run, loader, accumulate, fixed))  # type: ignore[arg-type]
    ):
        position.between_steps = False
        if split is not None:
            window = [split(batch) for batch in window]
        if position.batches == 0:
            check_batch(window[0])
        shares = Shares(_count_all(window)) if accumulate > 1 else None
        optimizer.zero_grad()
        for inputs, targets in window:
            position.batches += 1
            position.read += 1
            for hook in before_batch:
                try:
                    hook(run)
                except KeyboardInterrupt as error:
                    put_off(run, error)
            plain = inputs.__class__ is Tensor  # compared so, it is no call
            inputs = inputs.to(device, non_blocking=True) if plain else move(inputs, device)
            plain = targets.__class__ is Tensor
            targets = targets.to(device, non_blocking=True) if plain else move(targets, device)
            size = targets.shape[0] if plain else count_samples(inputs, targets)
            loss, weight = compute(inputs, targets)
            if weight is None:
                weight = size
            elif looks and weight.__class__ is Tensor:
                weight = weight.item()
            value: Any = loss.item() if looks else loss.detach()
            if looks and (weight == 0 or not math.isfinite(value)):
                if weight == 0 and shares is not None:
                    continue  # nothing in it counts, its mean is 0/0
                raise _make_loss_error(run, value, inputs, weight)
            total, weights = total + value * weight, weights + weight
            batch_loss = loss
            if shares is not None and (share := shares.take(size, weight)) != 1:
                loss = loss * share
            (loss if scaler is None else scaler.scale(loss)).backward()  # type: ignore[no-untyped-call]
            for hook in after_batch:
                try:
                    hook(run, batch_loss.detach())
                except KeyboardInterrupt as error:
                    put_off(run, error)
        if scaler is not None:
            scaler.unscale_(optimizer)
        if shares is not None:
            if looks and shares.weight == 0:
                raise _make_loss_error(run, math.nan, inputs, 0)
            shares.correct(parameters)
        if clip is not None:
            nn.utils.clip_grad_norm_(parameters, clip, error_if_nonfinite=looks)
        if scaler is None:
            optimizer.step()
        else:
            scaler.step(optimizer)
            scaler.update()
        if step_each is not None:
            step_each()
        run.step += 1
        position.steps += 1
        position.total, position.weights, position.between_steps = total, weights, True
        for hook in after_step:
            try:
                hook(run)
            except KeyboardInterrupt as error:
                put_off(run, error)
        if run.interrupted is not None:
            raise run.interrupted
    if position.batches == 0:
        raise ValueError("train_loader gave no batches; if it is an iterator, it is used up: pass a list or DataLoader")
    finish_reading(run, fixed)
    mean = float(total / weights)
    if not math.isfinite(mean):
        raise NonFiniteLossError(explain_nonfinite_loss(mean, f"in epoch {run.epoch + 1}", model=run.model))
    return mean


def _make_loss_error(run: Run, value: float, inputs: Any, weight: Weight) -> NonFiniteLossError:
    """The error that ends a run at a batch whose loss is nan or infinite."""
    where = f"in epoch {run.epoch + 1}, batch {run.position.batches}"
    return NonFiniteLossError(explain_nonfinite_loss(value, where, model=run.model, inputs=inputs, weight=weight))


def _count_all(batches: list[tuple[Any, Any]]) -> int:
    """How many samples several batches have together."""
    samples = 0
    for inputs, targets in batches:
        samples += targets.shape[0] if targets.__class__ is Tensor else count_samples(inputs, targets)
    return samples


@torch.no_grad()
def _compute_scores(
    model: nn.Module,
    forward: Callable[[Any], Any],
    loader: Loader,
    loss: Loss,
    metrics: Mapping[str, Metric],
    split: Split | None,
    device: torch.device,
) -> Scores:
    """Measure a model; the device has been waited for only once, at the end."""
    tally = Tally(loss, metrics, device)
    with evaluating(model):
        for batch in loader:
            pair = batch if split is None else split(batch)
            check_batch(pair)
            inputs, targets = (move(part, device) for part in pair)
            tally.add(forward(inputs), targets, count_samples(inputs, targets))
    if not tally.samples:
        raise ValueError("loader gave no batches; if it is an iterator, it is used up: pass a list or DataLoader")
    value, accuracy, own = tally.finish(tally.sums())
    return Scores(value, accuracy, tally.samples, own)


def _make_compute(model: nn.Module, weighed: WeighedLoss) -> _Compute:
    """From inputs and targets to the loss and its weight."""

    def compute(inputs: Any, targets: Any) -> tuple[Tensor, Weight | None]:
        return weighed.measure(model(inputs), targets)

    return compute


def _autocast(function: Any, device: torch.device, precision: str) -> Any:
    """A function, computed in the precision asked for."""
    if precision == "fp32":
        return function
    return torch.autocast(device.type, dtype=AUTOCAST_DTYPES[precision])(function)


def _make_default_optimizer(model: nn.Module, device: torch.device) -> Optimizer:
    """AdamW with torch's own settings, fused where there is such a form."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    if not parameters:
        raise ValueError("model must have at least one parameter that requires a gradient, got none")
    return AdamW(parameters, fused=device.type in FUSED_ADAMW_DEVICES)


def _step_scheduler(scheduler: LRScheduler, validation: Scores | None, watched: str) -> None:
    """Step a scheduler at the end of an epoch, a plateau by the score that it watches."""
    if isinstance(scheduler, ReduceLROnPlateau):
        assert validation is not None  # check_scheduler saw to it
        score = validation[watched]
        scheduler.step(math.nan if score is None else score)
    else:
        step_schedule(scheduler)
