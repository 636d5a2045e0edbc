"""Steps that are taken inside backward, each as soon as its gradient is there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from torch.optim import Optimizer
from torch.utils.hooks import RemovableHandle
from torch.utils.weak import WeakTensorKeyDictionary

from hanli.memory.scaled_losses import allow_scaling, refuse_scaling

_STEPPED = WeakTensorKeyDictionary()  # the parameters that a `StepInBackward` holds


class StepInBackward(Optimizer):
    """Each parameter takes its step as soon as its gradient is there, and the gradient is freed.

    So the gradients of the whole model are never alive at once, and a step of AdamW needs about
    three times the parameters instead of four. The result is that of the ordinary step, bit for
    bit. A learning rate scheduler takes it as its optimizer, and is stepped after backward; its
    rate reaches every parameter. So does FSDP2 (`hanli.distributed.spread(…, "fsdp")`), if this
    is made after it.

    What needs all gradients at once is impossible: clipping by the norm of the whole gradient,
    skipping a step, accumulation. What changes gradients after they are complete is refused before
    the first step: DistributedDataParallel, which averages them over the processes too late, and
    the scaled loss of fp16, which nobody could unscale in time. While it is on, every enabled
    `GradScaler` looks for this.

    Args:
        model: Its parameters that require a gradient; they must have none now.
        make_optimizer: From a list of parameters to an optimizer, as
            `lambda parameters: AdamW(parameters, lr=1e-3)`. It is called for each parameter.

    Attributes:
        optimizers: Name of the parameter to its optimizer.

    Raises:
        ValueError: No parameter requires a gradient, or one has a gradient already.
        TypeError: DistributedDataParallel or FSDP1 is around the model or inside it. Where only the
            model inside is given, its first forward pass raises a RuntimeError.
        RuntimeError: The model steps inside backward already.

    Source: <https://docs.pytorch.org/tutorials/intermediate/optimizer_step_in_backward_tutorial.html>
    """

    steps_inside_backward = True  # what needs steps after backward refuses it by this

    def __init__(self, model: nn.Module, make_optimizer: Callable[[list[nn.Parameter]], Optimizer]) -> None:
        _refuse_wrapped(model)
        named = {name: parameter for name, parameter in model.named_parameters() if parameter.requires_grad}
        if not named:
            raise ValueError("model must have at least one parameter that requires a gradient, got none")
        for name, parameter in named.items():
            if parameter in _STEPPED:
                raise RuntimeError(f"model must not step inside backward twice, got {name}: remove() the first")
            if parameter.grad is not None:
                raise ValueError(f"model must have no gradients yet, got one of {name}: call zero_grad() first")
        self.optimizers = {name: make_optimizer([parameter]) for name, parameter in named.items()}
        super().__init__(list(named.values()), next(iter(self.optimizers.values())).defaults)
        self._opt_called = True  # to schedulers: steps are taken, though not by calling step()
        self._collect_groups()
        self._parameters = list(named.values())
        self._handles: list[RemovableHandle] = [model.register_forward_pre_hook(_refuse_ddp_around)]
        refuse_scaling(_STEPPED.__contains__)
        for parameter, optimizer in zip(named.values(), self.optimizers.values(), strict=True):
            _STEPPED[parameter] = True
            handle = parameter.register_post_accumulate_grad_hook(_make_step_hook(optimizer))  # type: ignore[no-untyped-call]
            self._handles.append(handle)

    def _collect_groups(self) -> None:
        """Take the groups of all optimizers as its own, for a scheduler to set the learning rate in each."""
        self.param_groups = [group for optimizer in self.optimizers.values() for group in optimizer.param_groups]

    def step(self, closure: object = None) -> None:  # type: ignore[override]
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
        self._collect_groups()

    def remove(self) -> None:
        """Stop stepping inside backward. A second call does nothing."""
        for handle in self._handles:
            handle.remove()
        for parameter in self._parameters:
            _STEPPED.pop(parameter, None)  # type: ignore[no-untyped-call]
        self._handles.clear()
        self._parameters.clear()
        if not len(_STEPPED):
            allow_scaling()

    def __enter__(self) -> StepInBackward:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


def steps_in_backward(model: nn.Module) -> bool:
    """Whether a parameter of the model takes its steps inside backward."""
    return any(parameter in _STEPPED for parameter in model.parameters())


def _refuse_wrapped(model: nn.Module) -> None:
    """Refuse a model that averages its gradients after they have been used up."""
    wrappers: list[type[nn.Module]] = [DistributedDataParallel]
    if fsdp := sys.modules.get("torch.distributed.fsdp"):  # imported by whoever made such a model, not here: a second
        wrappers.append(fsdp.FullyShardedDataParallel)
    for name, module in model.named_modules():
        if wrapper := next((kind for kind in wrappers if isinstance(module, kind)), None):
            raise TypeError(
                f"model must not be in {wrapper.__name__}, got it at {name or 'the model itself'!r}: the steps would "
                'be taken before the gradients are averaged over the processes; use spread(…, "fsdp"), or step after backward'
            )


def _refuse_ddp_around(model: nn.Module, inputs: object) -> None:
    """The hook before forward that notices DDP around the model, whenever it was put there."""
    if DistributedDataParallel._active_ddp_module is not None:
        raise RuntimeError(
            "the model steps inside backward and is in DistributedDataParallel: its steps would be taken before the "
            'gradients are averaged over the processes; use spread(…, "fsdp"), or remove() the steps'
        )


def _make_step_hook(optimizer: Optimizer) -> Callable[[Tensor], None]:
    """The hook that lets the optimizer step, and frees the gradient."""

    def step(parameter: Tensor) -> None:
        optimizer.step()
        parameter.grad = None

    return step
