"""The whole model in one safetensors file, for programs that know nothing of several processes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from torch import nn
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict

from hanli.distributed.world import World, broadcast_buffers, run_on_first, unwrap_ddp
from hanli.files import flush_to_disk
from hanli.state_dicts import get_plain_name


def export_weights(model: nn.Module, path: str | Path, world: World) -> Path:
    """Write the whole model to one safetensors file; all processes must call it.

    The names are those of the plain model, without what DDP and `torch.compile` put before them. A tensor with
    several names, as tied weights have, is written once, and the file's metadata tells under which name the others
    are. `safetensors.torch.load_model` loads the file into a plain model; where nothing is tied,
    `load_state_dict(load_file(path))` does too. Buffers become those of the first process, in all.

    The first process gathers the whole model on the CPU.

    Args:
        model: As `spread` returned it.
        path: The file; one that is there is replaced once the new one is whole. Its folder is made if missing.
        world: The processes, from `join`.

    Returns:
        The path.

    Raises:
        RuntimeError: The first process could not write, or the package safetensors is missing there; all
            processes raise it.

    Source: <https://huggingface.co/docs/safetensors/torch_shared_tensors>
    """
    target, inner = Path(path), unwrap_ddp(model)
    run_on_first(world, _check_installed)
    broadcast_buffers(inner, world)
    options = StateDictOptions(full_state_dict=True, cpu_offload=True)
    state = get_model_state_dict(model, options=options)
    run_on_first(world, lambda: _write_file(state, _find_other_names(inner), target))
    return target


def _check_installed() -> None:
    """Refuse before anything is gathered."""
    try:
        import safetensors.torch  # noqa: F401
    except ImportError:
        raise ModuleNotFoundError("export_weights needs safetensors: python -m pip install safetensors") from None


def _find_other_names(model: nn.Module) -> dict[str, str]:
    """For each name of a tensor that has another name before it: that one. Both as without `torch.compile`."""
    first: dict[int, str] = {}
    others: dict[str, str] = {}
    tensors = [*model.named_parameters(remove_duplicate=False), *model.named_buffers(remove_duplicate=False)]
    for compiled, tensor in tensors:
        name = get_plain_name(compiled)
        kept = first.setdefault(id(tensor), name)
        if kept != name:
            others[name] = kept
    return others


def _write_file(state: dict[str, Any], others: dict[str, str], target: Path) -> None:
    """Write under a temporary name, then rename: the file is the old one or the new one, whole."""
    from safetensors.torch import save_file

    tensors = {name: tensor.contiguous() for name, tensor in state.items() if name not in others}
    metadata = {"format": "pt"} | {name: kept for name, kept in others.items() if name in state}
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    try:
        save_file(tensors, partial, metadata)
        flush_to_disk(partial)
        partial.replace(target)
        flush_to_disk(target.parent)
    finally:
        partial.unlink(missing_ok=True)
