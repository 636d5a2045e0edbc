"""Carry a trained network from training to serving: one folder with the program, its checksum and its classes.

A bundle is a folder `<name>-<version>` of two files. `model.pt2` is the network as `torch.export` wrote it: it
needs none of the Python that built the network, and takes batches of any size. `bundle.json` says what it is.

The checksum shows that a file was damaged or mixed up, not who made it: loading a model is trusting its author,
so load bundles of your own only.

Source: <https://docs.pytorch.org/docs/stable/user_guide/torch_compiler/export.html>
"""

from __future__ import annotations

import io
import json
import re
import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn

from hanli.bundle import (
    DESCRIPTION,
    MODEL,
    NAME_PATTERN,
    VERSION_PATTERN,
    BundleError,
    checksum,
    read_description,
    read_file,
)
from hanli.modes import evaluating

__all__ = ["save_bundle", "load_bundle", "Bundle", "BundleError", "MODEL", "DESCRIPTION"]


@dataclass(frozen=True)
class Bundle:
    """A network that has been loaded, and what it says of itself.

    Attributes:
        name: What the network is for, as `digits`.
        version: Which one it is, as `1.2.0`.
        sha256: The checksum of its `model.pt2`, 64 hexadecimal digits; two bundles with the same one compute the same.
        classes: The names of the outputs, in their order.
        input_shape: The shape of one sample, without the batch, as (1, 28, 28).
        module: The network. Takes (N, *input_shape), returns logits (N, len(classes)), or for each pixel
            (N, len(classes), H, W), or (N, *output_shape), and records no gradient.
        output_shape: The shape of what comes out for one sample, as (15, 12, 12); None for logits of the classes.
    """

    name: str
    version: str
    sha256: str
    classes: tuple[str, ...]
    input_shape: tuple[int, ...]
    module: Callable[[Tensor], Tensor] = field(repr=False, compare=False)
    output_shape: tuple[int, ...] | None = None


def save_bundle(
    model: nn.Module,
    example: Tensor,
    folder: str | Path,
    *,
    name: str,
    version: str,
    classes: Sequence[str],
    output_shape: Sequence[int] | None = None,
) -> Path:
    """Export a network in evaluation mode, and write it as the bundle `folder/<name>-<version>`.

    The bundle appears whole or not at all: everything is written into a hidden folder beside it, which is renamed at
    the end and removed after an error. (A process that is killed in between can leave the hidden folder, never half a
    bundle.) The mode of every module of the network is afterwards what it was.

    Args:
        model: The network, on the CPU. Takes `example`, returns logits (N, len(classes)) or (N, *output_shape). A network
            for segmentation takes pictures (N, C, H, W) and may return logits for each pixel, (N, len(classes), H, W).
        example: A batch on the CPU, (N, …), of which shape and dtype matter. The bundle takes any batch size from 1.
        folder: Where the bundle goes; it is made if it is not there.
        name: 1 to 64 letters, digits, `_` and `-`, beginning and ending with a letter or digit.
        version: The same, with `.` and `+` instead of `-`, as `1.2.0`.
        classes: The names of the outputs, all different.
        output_shape: What the network returns for one sample if it is no logit of each class, as the raw numbers of a
            detector or the pixels of a mask. `hanli.serve` answers with classes only, and refuses such a bundle.

    Returns:
        The folder of the bundle.

    Raises:
        TypeError: `example` is no tensor, or `classes` is a single string.
        ValueError: An argument is out of its range, or the network does not return what it should.
        FileExistsError: There is a bundle of that name and version. It is never overwritten: choose a new version.

    Errors of `torch.export.export` pass through; they tell what in the network cannot be exported.

    Source: <https://docs.pytorch.org/docs/stable/user_guide/torch_compiler/export/api_reference.html>
    """
    _check_name(name, NAME_PATTERN, "name", "`_` and `-`")
    _check_name(version, VERSION_PATTERN, "version", "`_`, `.` and `+`")
    names = _validate_classes(classes)
    _check_example(model, example)
    target = Path(folder) / f"{name}-{version}"
    _check_not_existing(target)
    with evaluating(model):
        _check_output(model, example, names, output_shape)
        program = _export_program(model, example)
    buffer = io.BytesIO()
    torch.export.save(program, buffer)
    content = buffer.getvalue()
    description = {
        "name": name,
        "version": version,
        "sha256": checksum(content),
        "classes": names,
        "input_shape": list(example.shape[1:]),
        "torch": torch.__version__,
    }
    if output_shape is not None:
        description["output_shape"] = list(output_shape)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.parent / f".{target.name}.{uuid.uuid4().hex}"
    try:
        temporary.mkdir()
        (temporary / MODEL).write_bytes(content)
        (temporary / DESCRIPTION).write_text(
            json.dumps(description, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        _rename_unless_existing(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return target


def load_bundle(path: str | Path) -> Bundle:
    """Load a bundle, after checking that its program is the one that was saved.

    Args:
        path: The folder that `save_bundle` returned. It may have been copied, moved or renamed.

    Returns:
        The bundle, ready to be called on the CPU.

    Raises:
        BundleError: A file is missing, the description is not one, the checksum does not agree, or this torch cannot
            read the program. The message names the file and the remedy.

    Source: <https://docs.pytorch.org/docs/stable/user_guide/torch_compiler/export/api_reference.html>
    """
    folder = Path(path)
    description = read_description(folder)
    content = read_file(folder / MODEL)
    found = checksum(content)
    if found != description["sha256"]:
        raise BundleError(
            f"{folder / MODEL}: its SHA-256 begins with {found[:12]}, {DESCRIPTION} says {description['sha256'][:12]}: "
            "the file was damaged or replaced; copy the bundle again from where it was made"
        )
    try:
        # From memory: what is loaded is what was checked, whatever happens to the file in between.
        module = torch.export.load(io.BytesIO(content)).module()
    except Exception as error:
        raise BundleError(
            f"{folder / MODEL}: torch {torch.__version__} cannot read it, it was saved by {description['torch']} "
            f"({type(error).__name__}): load it with that version, or save the bundle again with this one"
        ) from error
    return Bundle(
        name=description["name"],
        version=description["version"],
        sha256=found,
        classes=tuple(description["classes"]),
        input_shape=tuple(description["input_shape"]),
        module=module.requires_grad_(False),
        output_shape=tuple(description["output_shape"]) if "output_shape" in description else None,
    )


def _check_name(value: object, pattern: re.Pattern[str], argument: str, marks: str) -> None:
    """Refuse what cannot be part of a bundle's name."""
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(
            f"{argument} must be 1 to 64 letters, digits, {marks}, with a letter or digit at both ends, got {value!r}"
        )


def _validate_classes(classes: Sequence[str]) -> list[str]:
    """The names of the classes as a list, all different."""
    expected = "classes must be a sequence of different strings, at least one"
    if isinstance(classes, str):
        raise TypeError(f"{expected}, got the single string {classes!r}")
    names = list(classes)
    if not names or not all(isinstance(one, str) for one in names) or len(set(names)) < len(names):
        raise ValueError(f"{expected}, got {names!r}")
    return names


def _check_example(model: nn.Module, example: Tensor) -> None:
    """Refuse what is no batch, or not on the CPU."""
    if not isinstance(example, Tensor):
        raise TypeError(f"example must be a tensor, got {type(example).__name__}")
    if example.dim() < 2 or example.numel() == 0:
        raise ValueError(f"example must be a batch (N, …) with at least one sample, got shape {tuple(example.shape)}")
    devices = {tensor.device.type for tensor in (example, *model.parameters(), *model.buffers())}
    if devices != {"cpu"}:
        raise ValueError(f"model and example must be on the CPU, got {', '.join(sorted(devices))}: use .cpu() on both")


def _check_output(model: nn.Module, example: Tensor, names: list[str], shape: Sequence[int] | None) -> None:
    """Refuse a network that does not give one number for each class, or what `shape` says."""
    with torch.no_grad():
        output = model(example)
    got = tuple(output.shape) if isinstance(output, Tensor) else type(output).__name__
    expected = (len(example), *((len(names),) if shape is None else shape))
    of_pixels = (*expected, *example.shape[2:]) if shape is None and example.dim() == 4 else expected
    if got in (expected, of_pixels):
        return
    if shape is not None:
        raise ValueError(f"output_shape must be that of one sample: it asks for {expected}, the model returns {got}")
    raise ValueError(
        f"classes must name every output: {len(names)} classes ask for {expected}, the model returns {got}"
    )


def _export_program(model: nn.Module, example: Tensor) -> torch.export.ExportedProgram:
    """The network as a program that takes any number of samples."""
    # A batch of one would be taken for a constant, as sizes 0 and 1 always are: show at least two.
    batch = example if len(example) > 1 else torch.cat([example, example])
    sizes = {0: torch.export.Dim("batch", min=1)}
    return torch.export.export(model, (batch,), dynamic_shapes=(sizes,))


def _check_not_existing(target: Path) -> None:
    if target.exists():
        raise FileExistsError(f"{target} is there already and is never overwritten: choose a new version")


def _rename_unless_existing(temporary: Path, target: Path) -> None:
    """Give the finished bundle its name, unless another has it by now."""
    try:
        temporary.rename(target)
    except OSError:
        # Somebody was quicker: a folder that is not empty cannot be renamed away.
        _check_not_existing(target)
        raise
