"""Carry a trained network from training to serving: one folder with the program, its checksum and its classes.

A bundle is a folder `<name>-<version>` of two files. `model.pt2` is the network as `torch.export` wrote it: it
needs none of the Python that built the network, and takes batches of any size. `bundle.json` says what it is: its
classes, the shape and dtype of its input, whether it answers logits or probabilities, and what was done to a picture
before. The program is proved against the network before it is saved, and holds no value of the example.

The checksum shows that a file was damaged or mixed up, not who made it. A program whose pickles would run code is
refused; nevertheless loading a model is trusting its author, so load bundles of your own only.

Source: <https://docs.pytorch.org/docs/stable/user_guide/torch_compiler/export.html>
"""

from __future__ import annotations

import io
import json
import re
import shutil
import threading
import uuid
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from hanli.bundle import (
    DESCRIPTION,
    FORMAT,
    MODEL,
    NAME_PATTERN,
    VERSION_PATTERN,
    BundleError,
    checksum,
    find_class_fault,
    read_description,
    read_file,
)
from hanli.bundle_proof import prove_program
from hanli.modes import evaluating
from hanli.preprocessing import Preprocessing

__all__ = ["save_bundle", "load_bundle", "Bundle", "BundleError", "Preprocessing", "MODEL", "DESCRIPTION"]

_READING = threading.Lock()  # torch reads one program at a time, and fails if a second thread begins


@dataclass(frozen=True)
class Bundle:
    """A network that has been loaded, and what it says of itself.

    Attributes:
        name: What the network is for, as `digits`.
        version: Which one it is, as `1.2.0`.
        sha256: The checksum of its `model.pt2`, 64 hexadecimal digits; two bundles with the same one compute the same.
        classes: The names of the outputs, in their order.
        input_shape: The shape of one sample, without the batch, as (1, 28, 28).
        module: The network. Takes (N, *input_shape), returns (N, len(classes)), or for each pixel
            (N, len(classes), H, W), or (N, *output_shape), and records no gradient.
        dtype: What its input is made of.
        output: `logits`, or `probabilities` if the network ends in a softmax of its own.
        preprocessing: What was done to a picture before the network saw it; None if nothing is known.
        output_shape: The shape of what comes out for one sample, as (15, 12, 12); None for answers to the classes.
    """

    name: str
    version: str
    sha256: str
    classes: tuple[str, ...]
    input_shape: tuple[int, ...]
    module: Callable[[Tensor], Tensor] = field(repr=False, compare=False)
    dtype: torch.dtype = torch.float32
    output: str = "logits"
    preprocessing: Preprocessing | None = None
    output_shape: tuple[int, ...] | None = None


def save_bundle(
    model: nn.Module,
    example: Tensor,
    folder: str | Path,
    *,
    name: str,
    version: str,
    classes: Sequence[str],
    preprocessing: Preprocessing | None = None,
    output_shape: Sequence[int] | None = None,
) -> Path:
    """Export a network in evaluation mode, prove it, and write it as the bundle `folder/<name>-<version>`.

    The proof: the program, as it will be loaded, answers what the network answers, at 1, 2, 3 and up to 32 rows, each
    row alone and together with others, twice. So what depends on the batch, on chance or on training mode is refused.

    The bundle appears whole or not at all: everything is written into a hidden folder beside it, which is renamed at
    the end and removed after an error. (A process that is killed in between can leave the hidden folder, never half a
    bundle.) The mode of every module of the network is afterwards what it was.

    Args:
        model: The network, on the CPU. Takes `example`, returns logits (N, len(classes)), or probabilities: whether
            each answer is 0 or more and sums to 1 is seen in the proof and recorded. A network for segmentation takes
            pictures (N, C, H, W) and may return (N, len(classes), H, W), and any network (N, *output_shape).
        example: A batch on the CPU, (N, …), of the usual range. Its shape and dtype are recorded, its values are not
            kept. The bundle takes any batch size from 1.
        folder: Where the bundle goes; it is made if it is not there.
        name: 1 to 64 letters, digits, `_` and `-`, beginning and ending with a letter or digit.
        version: The same, with `.` and `+` instead of `-`, as `1.2.0`.
        classes: The names of the outputs, all different.
        preprocessing: What training did to a picture before the network saw it; `hanli.serve` does the same.
        output_shape: What the network returns for one sample if it is no logit of each class, as the raw numbers of a
            detector or the pixels of a mask. `hanli.serve` answers with classes only, and refuses such a bundle.

    Returns:
        The folder of the bundle.

    Raises:
        TypeError: `example` is no tensor, or `classes` is a single string.
        ValueError: An argument is out of its range, the network does not return what it should, or it depends on
            the batch, on chance or on training mode; the message says on which.
        FileExistsError: There is a bundle of that name and version. It is never overwritten: choose a new version.

    Errors of `torch.export.export` pass through; they tell what in the network cannot be exported.

    Source: <https://docs.pytorch.org/docs/stable/user_guide/torch_compiler/export/api_reference.html>
    """
    _check_name(name, NAME_PATTERN, "name", "`_` and `-`")
    _check_name(version, VERSION_PATTERN, "version", "`_`, `.` and `+`")
    names = _validate_classes(classes)
    _check_example(model, example)
    if preprocessing is not None:
        preprocessing.check_fit(example.shape[1:])
    target = Path(folder) / f"{name}-{version}"
    _check_not_existing(target)
    with evaluating(model), torch.random.fork_rng(devices=[]):
        _check_output(model, example, names, output_shape)
        program = _export_program(model, example)
        content = _write_program(program)
        sure = prove_program(model, program, lambda: _read_program(content).module(), example)
    description = {
        "format": FORMAT,
        "name": name,
        "version": version,
        "sha256": checksum(content),
        "classes": names,
        "input_shape": list(example.shape[1:]),
        "dtype": str(example.dtype).removeprefix("torch."),
        "output": "probabilities" if sure else "logits",
        "preprocessing": None if preprocessing is None else preprocessing.describe(),
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

    Several threads can load at once; torch reads their programs one after the other.

    Args:
        path: The folder that `save_bundle` returned. It may have been copied, moved or renamed.

    Returns:
        The bundle, ready to be called on the CPU.

    Raises:
        BundleError: A file is missing, the description is not one or not that of the program, the checksum does not
            agree, this torch cannot read the program, or a pickle in it would run code. The message names the file
            and the remedy. Bundles of hanli 0.1.0, which recorded less, are loaded.

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
        _refuse_code(content)
        # From memory: what is loaded is what was checked, whatever happens to the file in between.
        program = _read_program(content)
        module = program.module()
    except _CodeError as error:
        raise BundleError(f"{folder / MODEL}: {error}: do not load it") from error
    except Exception as error:
        raise BundleError(
            f"{folder / MODEL}: torch {torch.__version__} cannot read it, it was saved by {description['torch']} "
            f"({type(error).__name__}): load it with that version, or save the bundle again with this one"
        ) from error
    dtype = _check_signature(program, description, folder / DESCRIPTION)
    return Bundle(
        name=description["name"],
        version=description["version"],
        sha256=found,
        classes=tuple(description["classes"]),
        input_shape=tuple(description["input_shape"]),
        module=module.requires_grad_(False),
        dtype=dtype,
        output=description.get("output", "logits"),
        preprocessing=description.get("preprocessing"),
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
    fault = find_class_fault(names)
    if fault:
        raise ValueError(f"{expected}, got {fault}")
    return names


def _check_example(model: nn.Module, example: Tensor) -> None:
    """Refuse what is no batch, or not on the CPU."""
    if not isinstance(example, Tensor):
        raise TypeError(f"example must be a tensor, got {type(example).__name__}")
    if example.dim() < 2 or example.numel() == 0:
        raise ValueError(f"example must be a batch (N, …) with at least one sample, got shape {tuple(example.shape)}")
    if example.dtype.is_complex or example.is_quantized or example.layout is not torch.strided:
        raise ValueError(f"example must hold real or whole numbers, dense, got {example.dtype}, {example.layout}")
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
    # A batch of one would be taken for a constant, as sizes 0 and 1 always are: show two, always the same number.
    batch = torch.cat([example[:1], example[-1:]]).detach()
    sizes = {0: torch.export.Dim("batch", min=1)}
    return torch.export.export(model, (batch,), dynamic_shapes=(sizes,))


def _write_program(program: torch.export.ExportedProgram) -> bytes:
    """The program as a file, without the example: torch would put all of its values in."""
    program.example_inputs = None
    buffer = io.BytesIO()
    torch.export.save(program, buffer)
    return buffer.getvalue()


def _read_program(content: bytes) -> torch.export.ExportedProgram:
    """The program of a file, for one thread after the other."""
    with _READING:
        return torch.export.load(io.BytesIO(content))


class _CodeError(Exception):
    """A program that would run code while it is loaded."""


def _refuse_code(content: bytes) -> None:
    """Look at every pickle in a program before torch loads it, which would run what they say.

    Weights are plain bytes and need none. Where torch writes a pickle nevertheless (the example of older bundles, some
    weights) it must be one of tensors only; a pickled Python object of any other kind is refused.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [entry.filename for entry in archive.infolist()]
        if len(set(names)) < len(names):
            raise _CodeError("two records have one name")
        pickles = [name for name in names if name.endswith(".pt")]
        for name in names:
            if not name.endswith("_config.json"):
                continue
            for entry in json.loads(archive.read(name))["config"].values():
                if entry["use_pickle"]:
                    pickles.append(name.rpartition("/")[0] + "/" + entry["path_name"])
        for name in pickles:
            _refuse_pickled_code(name, archive.read(name))


def _refuse_pickled_code(name: str, record: bytes) -> None:
    """Refuse a record of a program that holds more than tensors."""
    if record:
        try:
            torch.load(io.BytesIO(record), weights_only=True)
        except Exception as error:
            raise _CodeError(f"its record {name} holds more than tensors and could run code") from error


def _check_signature(program: torch.export.ExportedProgram, description: dict[str, Any], path: Path) -> torch.dtype:
    """Refuse a description that is not that of the program; returns the dtype of the input."""
    graph = program.graph_module.graph
    names = program.graph_signature.user_inputs
    inputs = [node for node in graph.nodes if node.op == "placeholder" and node.name in names]
    outputs = graph.output_node().args[0]
    if len(inputs) != 1 or not isinstance(outputs, (tuple, list)) or len(outputs) != 1:
        raise BundleError(f"{path}: the program beside it takes {len(inputs)} inputs, not one: save it by save_bundle")
    taken, answered = inputs[0].meta["val"], outputs[0].meta["val"]
    dtype = str(taken.dtype).removeprefix("torch.")
    output = ("classes", len(description["classes"]), answered.shape[1])
    if "output_shape" in description:
        output = ("output_shape", description["output_shape"], list(answered.shape[1:]))
    for key, told, found in (
        ("input_shape", description["input_shape"], list(taken.shape[1:])),
        ("dtype", description.get("dtype", dtype), dtype),
        output,
    ):
        if told != found:
            raise BundleError(
                f"{path}: {key} must be that of the program, {found}, it is {told}: copy the bundle again"
            )
    found_dtype: torch.dtype = taken.dtype
    return found_dtype


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
