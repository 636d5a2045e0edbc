"""Steps that are taken inside backward, each as soon as its gradient is there."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

from torch import Tensor, nn
from torch.optim import Optimizer
from torch.utils.hooks import RemovableHandle
from torch.utils.weak import WeakTensorKeyDictionary

_STEPPED = WeakTensorKeyDictionary()  # the parameters that a `StepInBackward` holds


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
            handle = parameter.register_post_accumulate_grad_hook(_make_step_hook(optimizer))  # type: ignore[no-untyped-call]
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


def steps_in_backward(model: nn.Module) -> bool:
    """Whether a parameter of the model takes its steps inside backward."""
    return any(parameter in _STEPPED for parameter in model.parameters())


def _make_step_hook(optimizer: Optimizer) -> Callable[[Tensor], None]:
    """The hook that lets the optimizer step, and frees the gradient."""

    def step(parameter: Tensor) -> None:
        optimizer.step()
        parameter.grad = None

    return step
