"""Activation checkpointing: blocks that forget their insides, and compute them again in backward."""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from types import TracebackType
from typing import Any, cast

import torch
from torch import nn
from torch._compile import _disable_dynamo
from torch.utils.checkpoint import checkpoint

from hanli.memory.block_state import BlockState

Select = str | type[nn.Module] | Iterable[str] | Callable[[str, nn.Module], bool]
"""Blocks: a name, a class, several names, or a question asked of each name and module."""


def checkpoint_blocks(model: nn.Module, select: Select) -> CheckpointedBlocks:
    """Let chosen blocks forget their insides after forward, and compute them again in backward.

    The gradients are equal to the last bit, with dropout too, and what a block changes in forward
    changes once a step, as without it: buffers such as BatchNorm's statistics, moving averages and
    the vectors of spectral norm, other attributes (counters, tensors, lists, dicts, and those of
    simple objects), generators that the block owns, and those of `random` and NumPy. What lies
    outside of the block, such as a global variable, is not seen. Names, parameters and keys of the
    state dict stay as they are; a copy or a pickle of the model is a plain one. What is saved is the
    insides; what stays is the input of each block, its changed or small state, and one block's insides
    at a time. So choose blocks whose insides are much larger than their input, one level of the
    tree, all of them.

    Under `torch.compile` a block is compiled with its checkpoint once a forward pass in training has
    shown that it changes nothing; until then, and for the other blocks, the graph breaks there.
    With `fullgraph=True`, compute one step before you compile.

    A block that changes its parameters in forward raises a RuntimeError in its first forward pass.

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
    chosen = _select_blocks(model, select)
    _check_nesting(model, chosen)
    for module in chosen.values():
        _make_checkpointed(module)
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
            _make_plain(module)
        self._blocks.clear()

    def __enter__(self) -> CheckpointedBlocks:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


class _Checkpointed:
    """Marks the classes that `_derive_checkpointed_class` makes."""

    _plain: type[nn.Module]
    _is_stateless: bool | None = None  # whether the first forward pass in training changed nothing; None before it


_reconstruct = getattr(copyreg, "_reconstructor")  # makes an empty object of a class; pickles know it without hanli  # noqa: B009


def _make_checkpointed(module: nn.Module) -> None:
    module.__class__ = _derive_checkpointed_class(type(module))


def _make_plain(module: nn.Module) -> None:
    if isinstance(module, _Checkpointed):
        module.__class__ = module._plain  # type: ignore[assignment]


def _derive_checkpointed_class(plain: type[nn.Module]) -> type[nn.Module]:
    """A subclass whose forward is checkpointed.

    The object is not touched, nor any method of its own: so a deep copy computes with its own
    parameters, and hooks run once, outside.
    """

    def forward(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
        """Compute as the plain class does, under a checkpoint."""

        if not torch.is_grad_enabled():
            return plain.forward(self, *args, **kwargs)
        if torch.compiler.is_compiling() and made._is_stateless:

            def inside(*args: Any, **kwargs: Any) -> Any:
                return plain.forward(self, *args, **kwargs)

            return checkpoint(inside, *args, use_reentrant=False, **kwargs)
        return _compute_with_state(self, made, *args, **kwargs)

    def reduce(self: nn.Module, protocol: Any) -> tuple[Any, ...]:
        state = cast(tuple[Any, ...], plain.__reduce_ex__(self, protocol))[2:]
        return (_reconstruct, (plain, object, None), *state)

    body = {"forward": forward, "__reduce_ex__": reduce, "_plain": plain, "__module__": plain.__module__}
    made: type[Any] = type(plain.__name__, (plain, _Checkpointed), body)
    return made


@_disable_dynamo  # as torch.compiler.disable, which would import all of dynamo at once
def _compute_with_state(block: nn.Module, kind: type[Any], *args: Any, **kwargs: Any) -> Any:
    """Compute a block so that its second computation begins with the state that the first one found."""
    plain: type[nn.Module] = kind._plain
    state = BlockState(block)
    outputs = checkpoint(
        lambda *args, **kwargs: plain.forward(block, *args, **kwargs),
        *args,
        use_reentrant=False,
        context_fn=lambda: (nullcontext(), state.put_back()),
        **kwargs,
    )
    if block.training and kind._is_stateless is None:
        kind._is_stateless = not state.changed()
    state.finish_forward()
    return outputs


def _select_blocks(model: nn.Module, select: Select) -> dict[str, nn.Module]:
    """The blocks that `select` means, by name, in the order of the model."""
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
    """Refuse blocks inside others, checkpointed ones, and those with a forward of their own."""
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
