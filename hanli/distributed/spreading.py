"""A model dealt out among the processes, by DDP or FSDP2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard
from torch.distributed.tensor import DTensor

from hanli.distributed.replicas import Replica
from hanli.distributed.units import check_units, find_units
from hanli.distributed.world import World, run_on_first
from hanli.memory.step_in_backward import steps_in_backward


def spread(
    model: nn.Module,
    world: World,
    how: Literal["ddp", "fsdp"] = "ddp",
    *,
    layers: Sequence[nn.Module] | None = None,
    policy: MixedPrecisionPolicy | None = None,
    reshard_after_forward: bool | None = None,
    find_unused: bool = False,
) -> nn.Module:
    """Deal a model out among the processes, all of which get the weights of the first.

    With `"fsdp"` the units are moved to the device, made equal and cut one after the other, so that
    the device never holds the whole model. A model on the meta device is initialized in this way
    too, by the `reset_parameters` of its modules in the first process; what they leave as it is is refused.

    Make the optimizer afterwards, from the parameters of what is returned.

    Args:
        model: The same architecture in each process; moved to the device.
        world: The processes, from `join`.
        how: `"ddp"`: each process holds the whole model. `"fsdp"`: each holds its part of every
            parameter, of its gradient and of its optimizer state (FSDP2), and fetches a unit when
            it is its turn.
        layers: The units that `"fsdp"` fetches at once, from the inside out; what is left is the
            last unit. Default: the blocks of the model. Children are looked into if they are a
            ModuleList or ModuleDict, or hold more than half of the parameters; modules that share a
            parameter with others are left to the last unit. `"ddp"` needs none.
        policy: In which precision `"fsdp"` computes and adds up gradients. Default: that of the parameters.
        reshard_after_forward: Whether `"fsdp"` lets go of a unit between forward and backward.
            Default: yes, but for the last unit.
        find_unused: Whether `"ddp"` looks in each step for parameters that were not used in it. Without
            this, a forward pass after a step with such parameters raises RuntimeError, which names them.

    Returns:
        The model to train: for `"ddp"` one that wraps yours, for `"fsdp"` yours itself.

    Raises:
        ValueError: `how` is unknown, an argument is one of the other way, or a unit that was found by
            default would hold more than half of the parameters, or the model is on the meta device
            and a module cannot initialize it.
        RuntimeError: A `reset_parameters` failed or left something unset; all processes raise it. Or the model steps inside backward, which DDP does not bear.

    Source: <https://docs.pytorch.org/docs/stable/distributed.fsdp.fully_shard.html>
    """
    if how not in ("ddp", "fsdp"):
        raise ValueError(f"how must be 'ddp' or 'fsdp', got {how!r}")
    if how == "ddp":
        _refuse_given("fsdp", policy=policy, reshard_after_forward=reshard_after_forward)
        return _wrap_in_ddp(model, world, find_unused)
    _refuse_given("ddp", find_unused=find_unused or None)
    if layers is None:
        units = find_units(model)
        check_units(model, units)
    else:
        units = list(layers)
    _check_meta(model)
    mesh = init_device_mesh(world.device.type, (world.size,))
    names = {module: name for name, module in model.named_modules()}
    for unit in dict.fromkeys([*units, model]):
        _place(unit, names, world)
        fully_shard(
            unit, mesh=mesh, mp_policy=policy or MixedPrecisionPolicy(), reshard_after_forward=reshard_after_forward
        )
    return model


def _wrap_in_ddp(model: nn.Module, world: World, find_unused: bool) -> nn.Module:
    """The model on the device, in DDP."""
    if steps_in_backward(model):
        raise RuntimeError(
            "model must not step inside backward under 'ddp', where gradients are averaged too late for it: "
            "use 'fsdp', and make StepInBackward after it"
        )
    model.to(world.device)
    devices = None if world.device.type == "cpu" else [world.device]
    return Replica(model, device_ids=devices, find_unused_parameters=find_unused)


def _refuse_given(other: str, **arguments: object) -> None:
    """Refuse arguments that mean something for the other way only."""
    for name, value in arguments.items():
        if value is not None:
            raise ValueError(f"{name} is for how={other!r} only, got {value!r}")


def _place(unit: nn.Module, names: dict[nn.Module, str], world: World) -> None:
    """Bring what is not cut yet to the device, with the weights and buffers of the first process."""
    modules = [module for module in unit.modules() if any(tensor.is_meta for tensor in _own_tensors(module))]
    for module in modules:
        module.to_empty(device=world.device, recurse=False)
    run_on_first(world, lambda: _initialize(modules, names))
    for module in unit.modules():
        for tensor in _own_tensors(module):
            if not isinstance(tensor, DTensor):
                tensor.data = tensor.data.to(world.device)
                with torch.no_grad():
                    dist.broadcast(tensor, src=0)


def _initialize(modules: list[nn.Module], names: dict[nn.Module, str]) -> None:
    """Let modules set their parameters and buffers, and refuse what they leave as it was found in memory."""
    empty = [t for module in modules for t in _own_tensors(module) if t.is_floating_point() or t.is_complex()]
    with torch.no_grad():
        for tensor in empty:
            tensor.fill_(torch.nan)
    for module in reversed(modules):  # a module may change what its children have set
        _find_initializer(module)()
    for module in modules:
        for key, tensor in [*module.named_parameters(recurse=False), *module.named_buffers(recurse=False)]:
            if (tensor.is_floating_point() or tensor.is_complex()) and bool(torch.isnan(tensor).any()):
                place = f"{names[module]}.{key}".lstrip(".")
                raise ValueError(
                    f"reset_parameters must set all that a module has on the meta device, got {place!r} not set: "
                    "make the model on the CPU, or mend the method"
                )


def _own_tensors(module: nn.Module) -> list[Tensor]:
    """The parameters and buffers of a module, without those of its children."""
    return [*module.parameters(recurse=False), *module.buffers(recurse=False)]


def _find_initializer(module: nn.Module) -> Any:
    """What sets the parameters of a module anew; None if there is nothing."""
    return getattr(module, "reset_parameters", None) or getattr(module, "_reset_parameters", None)


def _check_meta(model: nn.Module) -> None:
    """Refuse a model on the meta device that its modules cannot initialize, or whose ties would be lost."""
    places: dict[int, str] = {}
    for name, module in model.named_modules():
        for key, tensor in [*module._parameters.items(), *module._buffers.items()]:
            if tensor is None or not tensor.is_meta:
                continue
            place = f"{name}.{key}".lstrip(".")
            if _find_initializer(module) is None:
                raise ValueError(
                    f"model must have reset_parameters in every module on the meta device, got {place!r} without: "
                    "nothing else could initialize it"
                )
            if id(tensor) in places:
                raise ValueError(
                    f"model must not share parameters on the meta device, got {places[id(tensor)]!r} and {place!r}: "
                    "make it on the CPU"
                )
            places[id(tensor)] = place
