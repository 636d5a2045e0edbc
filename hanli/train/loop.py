"""The training loop, and the measuring of a model."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, islice
from typing import Any, Literal

import torch
from torch import Tensor, nn
from torch.optim import AdamW, Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau
from torch.utils._pytree import tree_leaves

from hanli.batches import Loader, Loss, Split, check_batch, check_loss, count_samples, count_steps, move
from hanli.device import pick_device
from hanli.generators import get_generator_states, set_generator_states
from hanli.loss_weights import Shares, WeighedLoss, Weight
from hanli.modes import evaluating, start_training
from hanli.precision import AUTOCAST_DTYPES, FUSED_ADAMW_DEVICES
from hanli.scoring import Metric, Tally, check_metrics
from hanli.train.checkpoint import Checkpoint
from hanli.train.checks import check_numbers, check_optimizer, check_precision, check_scheduler, check_steps
from hanli.train.history import Epoch, History, NonFiniteLossError, Scores
from hanli.train.hooks import call_hooks, check_callbacks, find_hooks, running
from hanli.train.run import Callback, PerStep, Run
from hanli.train.schedules import plan_schedule, step_schedule

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
            dictionaries of them, nested. Inputs and outputs are passed on as they are, as one argument.
        loss: A mean, or the pair (sum, what to divide it by). Several batches are put together by what each
            was divided by: targets that are not ignored, their class weights, numbers compared. Torch's own
            losses are seen wherever `loss` calls them, and a mean or a sum divided by something if it is
            what `loss` returns; the pair says it in any case. In all other losses, samples count.
        epochs: The number of the last epoch; a resumed run does only those that are missing.
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
            the wrong kind: several optimizers, and one that needs a closure, as LBFGS, are refused.
        ValueError: An argument is out of range, or two do not fit together.
        NonFiniteLossError: The loss is nan or infinite. On the CPU this is seen before the
            parameters are touched; on an accelerator, where looking means waiting, after the epoch.

    Source: <https://docs.pytorch.org/docs/stable/notes/amp_examples.html>
    """
    target = pick_device(device)
    check_numbers(epochs, accumulate, clip)
    check_precision(precision, target)
    check_loss(loss)
    check_metrics(metrics or {})
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
        generators=_find_loader_generators(train_loader, val_loader),
        callbacks=sorted(callbacks, key=lambda callback: isinstance(callback, Checkpoint)),
        history=History(),
        epochs=epochs,
        per_step=isinstance(scheduler, PerStep),
        steps_per_epoch=count_steps(train_loader, accumulate),
    )
    step_each = plan_schedule(run)
    forward = _autocast(model, target, precision)
    weighed = WeighedLoss(loss, joins=accumulate > 1)
    compute = _autocast(_make_compute(model, weighed), target, precision)

    def validate(batches: Loader) -> Scores:
        return _compute_scores(model, forward, batches, loss, metrics or {}, split, target)

    if val_loader is not None:
        run.measured, val_loader = _try_validation(run, val_loader, validate)
    watched = _pick_monitor(run, monitor)
    with running(run):
        while run.epoch < epochs and not run.history.stopped:
            start_training(model)
            call_hooks(run, "before_epoch")
            learning_rate = float(optimizer.param_groups[0]["lr"])
            train_loss = _train_epoch(run, train_loader, compute, split, accumulate, clip, step_each)
            if val_loader is not None:
                call_hooks(run, "before_validation")
                run.scores = validate(val_loader)
                call_hooks(run, "after_validation")
            if run.scheduler is not None and not run.per_step:
                _step_scheduler(run.scheduler, run.scores, watched)
            run.epoch += 1
            run.history.epochs.append(Epoch(run.epoch, learning_rate, train_loss, run.scores))
            call_hooks(run, "after_epoch")
        call_hooks(run, "after_fit")
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
) -> float:
    """One pass over the loader; returns the mean loss."""
    optimizer, scaler, device = run.optimizer, run.scaler, run.device
    before_batch, after_batch, after_step = (
        find_hooks(run.callbacks, name) for name in ("before_batch", "after_batch", "after_step")
    )
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    looks = device.type == "cpu"  # elsewhere, to look at a loss is to wait for the device
    total: Any = 0.0  # of the epoch
    weights: Any = 0.0
    batches = 0
    iterator = iter(loader)
    while window := list(islice(iterator, accumulate)):
        if split is not None:
            window = [split(batch) for batch in window]
        if batches == 0:
            check_batch(window[0])
        shares = Shares(_count_all(window)) if accumulate > 1 else None
        optimizer.zero_grad()
        for inputs, targets in window:
            batches += 1
            for hook in before_batch:
                hook(run)
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
                raise NonFiniteLossError(_explain_nonfinite_loss(run, value, batches, inputs, weight))
            total, weights = total + value * weight, weights + weight
            batch_loss = loss
            if shares is not None and (share := shares.take(size, weight)) != 1:
                loss = loss * share
            (loss if scaler is None else scaler.scale(loss)).backward()  # type: ignore[no-untyped-call]
            for hook in after_batch:
                hook(run, batch_loss.detach())
        if scaler is not None:
            scaler.unscale_(optimizer)
        if shares is not None:
            if looks and shares.weight == 0:
                raise NonFiniteLossError(_explain_nonfinite_loss(run, math.nan, batches, inputs, 0))
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
        for hook in after_step:
            hook(run)
    if batches == 0:
        raise ValueError("train_loader gave no batches; if it is an iterator, it is used up: pass a list or DataLoader")
    mean = float(total / weights)
    if not math.isfinite(mean):
        raise NonFiniteLossError(_explain_nonfinite_loss(run, mean, None, None, None))
    return mean


def _count_all(batches: list[tuple[Any, Any]]) -> int:
    """How many samples several batches have together."""
    samples = 0
    for inputs, targets in batches:
        samples += targets.shape[0] if targets.__class__ is Tensor else count_samples(inputs, targets)
    return samples


def _try_validation(run: Run, loader: Loader, validate: Callable[[Loader], Scores]) -> tuple[tuple[str, ...], Loader]:
    """Validate on the first batch; returns the names of the scores, and a loader that still has this batch."""
    states = get_generator_states(run.device, run.generators)
    batches = iter(loader)
    try:
        first = list(islice(batches, 1))
        if not first:
            raise ValueError(
                "val_loader gave no batches; if it is an iterator, it is used up: pass a list or DataLoader"
            )
        scores = validate(first)
    finally:
        set_generator_states(states, run.device, run.generators)
    names = ("loss", *(() if scores.accuracy is None else ("accuracy",)), *scores.metrics)
    return names, chain(first, batches) if batches is loader else loader


def _pick_monitor(run: Run, monitor: str | None) -> str:
    """What ReduceLROnPlateau watches."""
    plateau = run.scheduler if isinstance(run.scheduler, ReduceLROnPlateau) else None
    if monitor is not None and plateau is None:
        raise ValueError(f"monitor is for scheduler=ReduceLROnPlateau, got monitor={monitor!r} without one")
    watched = monitor or ("accuracy" if plateau is not None and plateau.mode == "max" else "loss")
    if plateau is None:
        return watched
    if watched not in run.measured:
        told = "" if monitor else f" (scheduler=ReduceLROnPlateau with mode={plateau.mode!r})"
        raise ValueError(f"monitor must be one of {', '.join(run.measured)}, got {watched!r}{told}")
    wrong = {"loss": "max", "accuracy": "min"}.get(watched)
    if plateau.mode == wrong:
        raise ValueError(f"monitor={watched!r} is watched the wrong way round by ReduceLROnPlateau(mode={wrong!r})")
    return watched


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


def _explain_nonfinite_loss(run: Run, value: float, batch: int | None, inputs: Any, weight: Weight | None) -> str:
    """Where the loss went wrong, and the first thing that explains it."""
    where = f"the loss is {value} in epoch {run.epoch + 1}" + ("" if batch is None else f", batch {batch}")
    for leaf in tree_leaves(inputs):
        if isinstance(leaf, Tensor) and not bool(torch.isfinite(leaf).all()):
            return f"{where}: its inputs hold nan or infinity, so mend the data"
    for name, parameter in run.model.named_parameters():
        if not bool(torch.isfinite(parameter).all()):
            return f"{where}: the parameter {name} is no longer finite, so lower the learning rate or set clip=1.0"
    if batch is not None and weight == 0:
        return f"{where}: none of its targets counts, so leave such batches out"
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
