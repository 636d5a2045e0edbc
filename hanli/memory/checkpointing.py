"""Train with less memory, and count the bytes: what a step holds, and how to make it hold less.

`accumulate` computes the gradient of a large batch in parts. `checkpoint_blocks` forgets what lies
inside chosen blocks and computes it again in backward. `MixedPrecision` halves what can be halved
on the device at hand, `GuardedStep` clips and skips steps that would spoil the weights, and
`StepInBackward` uses up each gradient as soon as it is there. `MemoryMonitor`, `saved_bytes`,
`process_memory` and `device_memory` tell what it was worth.

Source: <https://docs.pytorch.org/docs/stable/checkpoint.html>
"""

from __future__ import annotations

import copyreg
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import TracebackType
from typing import Any, Literal, cast

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _NormBase
from torch.optim import Optimizer
from torch.utils.checkpoint import checkpoint
from torch.utils.hooks import RemovableHandle
from torch.utils.weak import WeakTensorKeyDictionary

from hanli._memory_monitor import (
    DeviceMemory,
    Mark,
    MemoryMonitor,
    ProcessMemory,
    SavedBytes,
    device_memory,
    process_memory,
    reset_device_peak,
    saved_bytes,
)
from hanli._memory_reference import ReferenceTransformer
from hanli._training import DTYPES, check_loss

__all__ = [
    "CheckpointedBlocks",
    "DeviceMemory",
    "GuardedStep",
    "Mark",
    "MemoryMonitor",
    "MixedPrecision",
    "NonFiniteGradientError",
    "ProcessMemory",
    "ReferenceTransformer",
    "SavedBytes",
    "StepInBackward",
    "accumulate",
    "checkpoint_blocks",
    "device_memory",
    "process_memory",
    "reset_device_peak",
    "saved_bytes",
]

Loss = Callable[[Tensor, Tensor], Tensor]
"""From outputs and targets to one number: the mean over the samples of the batch."""

Select = str | type[nn.Module] | Iterable[str] | Callable[[str, nn.Module], bool]
"""Blocks: a name, a class, several names, or a question asked of each name and module."""

_STEPPED = WeakTensorKeyDictionary()  # the parameters that a `StepInBackward` holds


def accumulate(
    model: nn.Module,
    loss: Loss,
    inputs: Tensor,
    targets: Tensor,
    *,
    parts: int,
    precision: MixedPrecision | None = None,
) -> Tensor:
    """Forward and backward in parts; the gradients are those of the whole batch at once.

    The parts differ in size by one sample at most, each weighs as many samples as it has, and none
    is lost: 10 samples in 4 parts are 3, 3, 2, 2. With more parts than samples there is a part for
    each sample. Gradients are added to those that are there, as `backward` does. BatchNorm sees
    the parts, not the batch: with it the result is another one.

    Args:
        model: Takes inputs, returns outputs.
        loss: A mean over the samples.
        inputs: The batch; samples lie along the first dimension.
        targets: Its targets, as many.
        parts: In how many parts.
        precision: Mixed precision, which also scales the loss where that is needed.

    Returns:
        The mean loss of the batch, without a graph, a tensor of shape ().

    Raises:
        ValueError: `parts` is below 1, the batch is empty, the sizes differ, or `loss` is no mean.
        RuntimeError: The model steps inside backward, so that each part would be a step.

    Source: <https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-accumulation>
    """
    size = inputs.shape[0] if inputs.ndim else 0
    if parts < 1:
        raise ValueError(f"parts must be at least 1, got {parts}")
    if size == 0:
        raise ValueError(f"inputs must hold at least one sample, got shape {tuple(inputs.shape)}")
    if targets.ndim == 0 or targets.shape[0] != size:
        raise ValueError(f"targets must have {size} samples as inputs have, got shape {tuple(targets.shape)}")
    check_loss(loss)
    if parts > 1 and any(parameter in _STEPPED for parameter in model.parameters()):
        raise RuntimeError("model steps inside backward, so each part would be a step: use parts=1, or remove() that")
    precision = precision or MixedPrecision("cpu", "fp32")
    count = min(parts, size)
    total = torch.zeros((), dtype=torch.float64 if inputs.device.type != "mps" else torch.float32, device=inputs.device)
    for some, expected in zip(inputs.tensor_split(count), targets.tensor_split(count), strict=True):
        with precision.autocast():
            part = loss(model(some), expected)
        weighted = part if count == 1 else part * (some.shape[0] / size)
        precision.scale(weighted).backward()  # type: ignore[no-untyped-call]
        total += weighted.detach()
    return total.to(torch.get_default_dtype())


def checkpoint_blocks(model: nn.Module, select: Select) -> CheckpointedBlocks:
    """Let chosen blocks forget their insides after forward, and compute them again in backward.

    The gradients are equal to the last bit, with dropout too, and BatchNorm's statistics move once
    a step, as without it. Names, parameters and keys of the state dict stay as they are; a copy or
    a pickle of the model is a plain one. What is saved is the insides; what stays is the input of
    each block, and one block's insides at a time. So choose blocks whose insides are much larger
    than their input, one level of the tree, all of them.

    Args:
        model: Changed until `remove`, or until the end of a `with` block.
        select: A name as in `named_modules()`, a class, several names, or a function of name and
            module that says which.

    Returns:
        A handle, which is a context manager too.

    Raises:
        ValueError: Nothing is selected, a name does not exist, a block lies inside another one
            that is selected, or a block is checkpointed already.
        TypeError: `select` is none of these.

    Source: <https://docs.pytorch.org/docs/stable/checkpoint.html>
    """
    chosen = _chosen(model, select)
    _check_nesting(model, chosen)
    for module in chosen.values():
        _wrap(module)
    return CheckpointedBlocks(chosen)


class CheckpointedBlocks:
    """What `checkpoint_blocks` changed.

    Attributes:
        names: The names of the blocks, in the order of the model.
    """

    def __init__(self, blocks: dict[str, nn.Module]) -> None:
        self.names = tuple(blocks)
        self._blocks = list(blocks.values())

    def remove(self) -> None:
        """Make the blocks plain again. A second call does nothing."""
        for module in self._blocks:
            _unwrap(module)
        self._blocks.clear()

    def __enter__(self) -> CheckpointedBlocks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


class _Checkpointed:
    """Marks the classes that `_checkpointed_class` makes."""

    _plain: type[nn.Module]


_new = getattr(copyreg, "_reconstructor")  # makes an empty object of a class; pickles know it without hanli  # noqa: B009


def _wrap(module: nn.Module) -> None:
    module.__class__ = _checkpointed_class(type(module))


def _unwrap(module: nn.Module) -> None:
    if isinstance(module, _Checkpointed):
        module.__class__ = module._plain  # type: ignore[assignment]


def _checkpointed_class(plain: type[nn.Module]) -> type[nn.Module]:
    """A subclass whose forward is checkpointed.

    The object is not touched, nor any method of its own: so a deep copy computes with its own
    parameters, and hooks run once, outside.
    """

    def forward(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
        def inside(*args: Any, **kwargs: Any) -> Any:
            return plain.forward(self, *args, **kwargs)

        return checkpoint(
            inside, *args, use_reentrant=False, context_fn=lambda: (nullcontext(), _keep_statistics(self)), **kwargs
        )

    def reduce(self: nn.Module, protocol: Any) -> tuple[Any, ...]:
        state = cast(tuple[Any, ...], plain.__reduce_ex__(self, protocol))[2:]
        return (_new, (plain, object, None), *state)

    body = {"forward": forward, "__reduce_ex__": reduce, "_plain": plain, "__module__": plain.__module__}
    made: type[nn.Module] = type(plain.__name__, (plain, _Checkpointed), body)
    return made


@contextmanager
def _keep_statistics(block: nn.Module) -> Iterator[None]:
    """Inside, the block is computed a second time, and BatchNorm must not count the batch again."""
    norms = [m for m in block.modules() if isinstance(m, _NormBase) and m.training and m.track_running_stats]
    kept = [(buffer, buffer.clone()) for norm in norms for buffer in norm.buffers(recurse=False)]
    try:
        yield
    finally:
        with torch.no_grad():
            for buffer, value in kept:
                buffer.copy_(value)


def _chosen(model: nn.Module, select: Select) -> dict[str, nn.Module]:
    modules: dict[str, nn.Module] = dict(model.named_modules())
    chosen: dict[str, nn.Module]
    if isinstance(select, str):
        select = [select]
    if isinstance(select, type):
        kind = select
        chosen = {name: module for name, module in modules.items() if isinstance(module, kind)}
    elif callable(select):
        asked = select
        chosen = {name: module for name, module in modules.items() if asked(name, module)}
    elif isinstance(select, Iterable):
        names = set(select)
        if missing := sorted(names - modules.keys()):
            near = ", ".join(list(modules)[1:9])
            raise ValueError(f"select must name modules of the model ({near}, …), got {missing[0]!r}")
        chosen = {name: module for name, module in modules.items() if name in names}
    else:
        raise TypeError(f"select must be a name, a class, names or a function, got {type(select).__name__}")
    if not chosen:
        raise ValueError(f"select must choose at least one block, got none of {len(modules)} modules")
    return chosen


def _check_nesting(model: nn.Module, chosen: dict[str, nn.Module]) -> None:
    names = {id(module): name for name, module in model.named_modules()}
    marked = {id(module): name for name, module in chosen.items()}
    for name, module in chosen.items():
        if isinstance(module, _Checkpointed):
            raise ValueError(f"select must choose blocks that are plain, got {name!r}, which is checkpointed already")
        if "forward" in vars(module):
            raise ValueError(f"select must choose blocks with their class's forward, got {name!r}, which has its own")
    for name, module in model.named_modules():
        if id(module) not in marked and not isinstance(module, _Checkpointed):
            continue
        for inner in module.modules():
            both = id(inner) in marked or isinstance(inner, _Checkpointed)
            if inner is not module and both and (id(module) in marked or id(inner) in marked):
                raise ValueError(
                    f"select must not choose a block inside another, got {name or 'the model'!r} and "
                    f"{names[id(inner)]!r}: its insides would be computed up to three times"
                )


class MixedPrecision:
    """Mixed precision on the device at hand: which dtype, and whether the loss must be scaled.

    Args:
        device: As `"cpu"`, `"cuda"` or `"mps"`.
        precision: `"auto"` takes bf16, and fp16 only on a CUDA device that has no bf16; or say
            `"fp32"`, `"bf16"` or `"fp16"`.

    Attributes:
        dtype: What large products are computed in; None for none but the model's own.
        scaler: The scaler of the loss, which fp16 needs, else None.

    Raises:
        ValueError: `precision` is none of these.

    Source: <https://docs.pytorch.org/docs/stable/amp.html>
    """

    def __init__(self, device: str | torch.device, precision: Literal["auto", "fp32", "bf16", "fp16"] = "auto") -> None:
        if precision not in ("auto", "fp32", "bf16", "fp16"):
            raise ValueError(f"precision must be 'auto', 'fp32', 'bf16' or 'fp16', got {precision!r}")
        self.device_type = torch.device(device).type
        if precision == "auto":
            without = self.device_type == "cuda" and not torch.cuda.is_bf16_supported(including_emulation=False)
            precision = "fp16" if without else "bf16"
        self.dtype = DTYPES.get(precision)
        self.scaler = torch.amp.GradScaler(self.device_type) if precision == "fp16" else None

    def autocast(self) -> AbstractContextManager[Any]:
        """For forward and loss; backward stays outside."""
        return nullcontext() if self.dtype is None else torch.autocast(self.device_type, dtype=self.dtype)

    def scale(self, loss: Tensor) -> Tensor:
        """The loss to call `backward` on."""
        return loss if self.scaler is None else self.scaler.scale(loss)


class NonFiniteGradientError(ArithmeticError):
    """Too many steps in a row had gradients that are nan or infinite."""


class GuardedStep:
    """A step of the optimizer that is taken only if every gradient is finite; else it is skipped.

    A skipped step leaves parameters and the optimizer's state as they were, to the last bit, and
    counts. One such step is chance, many in a row are a fault: then it raises. On an accelerator
    each step waits for the device once, to look.

    Args:
        optimizer: What steps.
        clip: The largest allowed norm of the whole gradient; None for no clipping.
        scaler: The scaler of fp16, which has scaled the loss.
        patience: How many skipped steps in a row are borne.

    Attributes:
        taken: Steps taken.
        skipped: Steps skipped.
        in_a_row: Steps skipped since the last one taken.
        norm: The norm of the last gradient, before clipping.

    Raises:
        TypeError: `optimizer` steps inside backward.
        ValueError: `clip` or `patience` is out of range.

    Source: <https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.get_total_norm.html>
    """

    def __init__(
        self,
        optimizer: Optimizer,
        *,
        clip: float | None = None,
        scaler: torch.amp.GradScaler | None = None,
        patience: int = 10,
    ) -> None:
        if isinstance(optimizer, StepInBackward):
            raise TypeError(
                "optimizer must step after backward, got StepInBackward: the norm of the whole gradient is "
                "known only when every gradient is there, and by then its steps are taken"
            )
        if clip is not None and not 0 < clip < math.inf:
            raise ValueError(f"clip must be a number above 0 or None, got {clip}")
        if patience < 0:
            raise ValueError(f"patience must be 0 or more, got {patience}")
        self.optimizer = optimizer
        self.clip = clip
        self.scaler = scaler
        self.patience = patience
        self.taken = 0
        self.skipped = 0
        self.in_a_row = 0
        self.norm = math.nan

    def __call__(self) -> bool:
        """Step or skip, and set the gradients to None.

        Returns:
            Whether the step was taken.

        Raises:
            NonFiniteGradientError: More than `patience` steps in a row were skipped.
        """
        parameters = [p for group in self.optimizer.param_groups for p in group["params"] if p.grad is not None]
        if self.scaler is not None:
            self.scaler.unscale_(self.optimizer)
        total = nn.utils.get_total_norm([p.grad for p in parameters])
        self.norm = float(total)
        if math.isfinite(self.norm):
            if self.clip is not None:
                nn.utils.clip_grads_with_norm_(parameters, self.clip, total)
            self.optimizer.step()
            self.taken, self.in_a_row = self.taken + 1, 0
        else:
            self.skipped, self.in_a_row = self.skipped + 1, self.in_a_row + 1
        if self.scaler is not None:
            self.scaler.update()
        if self.in_a_row > self.patience:
            raise NonFiniteGradientError(self._diagnosis())
        taken = self.in_a_row == 0
        self.optimizer.zero_grad()
        return taken

    def _diagnosis(self) -> str:
        text = f"{self.in_a_row} steps in a row had gradients that are nan or infinite (after {self.taken} good steps)"
        for index, group in enumerate(self.optimizer.param_groups):
            for place, parameter in enumerate(group["params"]):
                if not bool(torch.isfinite(parameter).all()):
                    return f"{text}: parameter {place} of group {index} is no longer finite, so start from a checkpoint"
        return f"{text}: the parameters are finite, so look at the data, then for log(0), 0/0 or a square root at 0"


class StepInBackward:
    """Each parameter takes its step as soon as its gradient is there, and the gradient is freed.

    So the gradients of the whole model are never alive at once, and a step of AdamW needs about
    three times the parameters instead of four. The result is that of the ordinary step, bit for
    bit. What needs all gradients at once is impossible: clipping by the norm of the whole
    gradient, skipping a step, accumulation.

    Args:
        model: Its parameters that require a gradient; they must have none now.
        make_optimizer: From a list of parameters to an optimizer, as
            `lambda parameters: AdamW(parameters, lr=1e-3)`. It is called for each parameter.

    Attributes:
        optimizers: Name of the parameter to its optimizer.

    Raises:
        ValueError: No parameter requires a gradient, or one has a gradient already.
        RuntimeError: The model steps inside backward already.

    Source: <https://docs.pytorch.org/tutorials/intermediate/optimizer_step_in_backward_tutorial.html>
    """

    def __init__(self, model: nn.Module, make_optimizer: Callable[[list[nn.Parameter]], Optimizer]) -> None:
        named = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
        if not named:
            raise ValueError("model must have at least one parameter that requires a gradient, got none")
        for name, parameter in named.items():
            if parameter in _STEPPED:
                raise RuntimeError(f"model must not step inside backward twice, got {name}: remove() the first")
            if parameter.grad is not None:
                raise ValueError(f"model must have no gradients yet, got one of {name}: call zero_grad() first")
        self.optimizers = {name: make_optimizer([parameter]) for name, parameter in named.items()}
        self._parameters = list(named.values())
        self._handles: list[RemovableHandle] = []
        for parameter, optimizer in zip(named.values(), self.optimizers.values(), strict=True):
            _STEPPED[parameter] = True
            handle = parameter.register_post_accumulate_grad_hook(_stepper(optimizer))  # type: ignore[no-untyped-call]
            self._handles.append(handle)

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        """The groups of all optimizers, for example to set the learning rate in each."""
        return [group for optimizer in self.optimizers.values() for group in optimizer.param_groups]

    def step(self) -> None:
        """There is nothing left to do, so this is a mistake.

        Raises:
            RuntimeError: Always.
        """
        raise RuntimeError("the steps were taken inside backward: leave step() out, and clipping with it")

    def state_dict(self) -> dict[str, Any]:
        """The state of each optimizer, by the name of its parameter."""
        return {name: optimizer.state_dict() for name, optimizer in self.optimizers.items()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what `state_dict` gave.

        Raises:
            ValueError: The names differ.
        """
        if state.keys() != self.optimizers.keys():
            different = sorted(state.keys() ^ self.optimizers.keys())
            raise ValueError(f"state must have the names of the model's parameters, got a difference at {different[0]}")
        for name, optimizer in self.optimizers.items():
            optimizer.load_state_dict(state[name])

    def remove(self) -> None:
        """Stop stepping inside backward. A second call does nothing."""
        for handle in self._handles:
            handle.remove()
        for parameter in self._parameters:
            _STEPPED.pop(parameter, None)  # type: ignore[no-untyped-call]
        self._handles.clear()
        self._parameters.clear()

    def __enter__(self) -> StepInBackward:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


def _stepper(optimizer: Optimizer) -> Callable[[Tensor], None]:
    def step(parameter: Tensor) -> None:
        optimizer.step()
        parameter.grad = None

    return step
