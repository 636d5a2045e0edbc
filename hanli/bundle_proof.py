"""Prove that an exported program computes what its network computes, row by row and each time again.

`torch.export` writes down one way through a network. What depends on the size of the batch, on chance or on a mode is
written down as it happened to be, without a word, so the program is asked beside the network before it is saved.

Source: <https://docs.pytorch.org/docs/stable/user_guide/torch_compiler/export.html>
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, fx, nn

SMALL_BATCHES = (1, 2, 3)
"""The sizes at which every row is compared with itself alone."""

LARGE_BATCH = 32
"""The size that a server of `hanli.serve` reaches, compared too; fewer where the rows are large."""

LARGEST_INPUT = 2**20  # numbers in the rows of the large batch: a proof should not take minutes

# What two kernels, for one row and for many, may differ by, relative to the largest number of the answer.
TOLERANCES = {torch.float64: 1e-9, torch.float32: 1e-4, torch.float16: 1e-2, torch.bfloat16: 5e-2}


def prove_program(
    model: nn.Module, program: torch.export.ExportedProgram, load: Callable[[], Any], example: Tensor
) -> bool:
    """Compare a program with its network, at 1, 2, 3 and up to 32 rows, rows alone and together, twice.

    Args:
        model: The network, in evaluation mode.
        program: The program, looked through for operations that draw lots or change the network.
        load: Gives the program as it will be loaded.
        example: A batch (N, …) that shows the range of the values.

    Returns:
        Whether every answer is a row of probabilities, so that the network ends in a softmax of its own.

    Raises:
        ValueError: They differ, or the network depends on the batch, on chance or on a mode.
    """
    _refuse_chance(program)
    large = max(max(SMALL_BATCHES) + 1, min(LARGE_BATCH, LARGEST_INPUT // max(1, example[0].numel())))
    rows = make_rows(example, large)
    with torch.no_grad():
        alone = torch.cat([_ask(model, rows[index : index + 1]) for index in range(max(SMALL_BATCHES))])  # (3, K)
        _require(alone, torch.cat([_ask(model, row[None]) for row in rows[: len(alone)]]), _BY_CHANCE)
        together = _ask(model, rows)  # (large, K)
        for size in SMALL_BATCHES:
            _require(alone[:size], _ask(model, rows[:size]), _BY_BATCH.format(size=size))
        _require(alone, together[: len(alone)], _BY_BATCH.format(size=large))
        module = load()
        for size in (*SMALL_BATCHES, large):
            right = together if size == large else alone[:size]
            for _ in range(2):
                _require(right, _ask(module, rows[:size]), _BY_EXPORT.format(size=size))
    return _are_probabilities(together)


def make_rows(example: Tensor, count: int) -> Tensor:
    """Rows like those of the example: every other one is one of them, those between are new.

    Floating-point numbers are drawn from the range of the example; whole numbers and truth values are taken from other
    rows at the same place, since another number may be no valid token there.

    Args:
        example: A batch (N, …).
        count: How many rows to make.

    Returns:
        Rows (count, …) of the same dtype.
    """
    generator = torch.Generator().manual_seed(1640)  # the global generator stays as it is
    rows = example.detach()[torch.arange(count) % len(example)].clone()
    if example.dtype.is_floating_point:
        values = example.detach()[example.isfinite()].double()
        low, high = (values.min().item(), values.max().item()) if len(values) else (0.0, 1.0)
        high = high if high > low else low + 1.0
        new = torch.rand(rows.shape, generator=generator, dtype=torch.float64) * (high - low) + low
        new = new.to(example.dtype)
    else:
        source = torch.randint(len(example), rows.shape, generator=generator)
        new = example.detach().gather(0, source)
    rows[1::2] = new[1::2]
    return rows


_BY_CHANCE = (
    "model must answer the same input in one way, twice the same row gave two answers: a dropout without "
    "training=self.training, random numbers in forward, or a state that changes"
)
_BY_BATCH = (
    "model must answer each row by itself, in a batch of {size} the answers to the same rows are others than alone: "
    "forward looks at the size or the statistics of the batch, as a normalization without running statistics does"
)
_BY_EXPORT = (
    "model is another function once exported, with a batch of {size} it answers otherwise than the program: forward "
    "uses what export cannot see, such as the batch size, a global or Python's random numbers"
)


def _ask(network: Callable[[Tensor], Tensor], rows: Tensor) -> Tensor:
    """The answers as float64, (N, K); what a network raises is told with the size of the batch."""
    try:
        answer = network(rows)
    except Exception as error:
        raise ValueError(
            f"model must take batches of any size, with {len(rows)} rows it raises {type(error).__name__}: {error}"
        ) from error
    return answer.detach().clone()


def _require(right: Tensor, found: Tensor, message: str) -> None:
    """Refuse answers that differ by more than rounding; not a number is equal to itself."""
    if right.shape == found.shape and right.dtype == found.dtype:
        scale = right[right.isfinite()].abs().max().item() if right.isfinite().any() else 0.0
        tolerance = TOLERANCES.get(right.dtype, 0.0) * max(scale, 1e-3)
        if torch.allclose(right, found, rtol=0.0, atol=tolerance, equal_nan=True):
            return
    raise ValueError(message)


def _refuse_chance(program: torch.export.ExportedProgram) -> None:
    """Refuse a program that draws lots, however seldom they show, or that changes its own state."""
    for node in _walk(program):
        if _draws_lots(node):
            raise ValueError(f"{_BY_CHANCE} ({node.target} in the exported program)")
        changed = _find_written_state(node, program)
        if changed:
            raise ValueError(f"{_BY_CHANCE} (forward writes {changed})")


def _walk(program: torch.export.ExportedProgram) -> Iterator[fx.Node]:
    """The operations of the program and of the branches within it."""
    for module in program.graph_module.modules():
        if isinstance(module, fx.GraphModule):
            yield from (node for node in module.graph.nodes if node.op == "call_function")


def _draws_lots(node: fx.Node) -> bool:
    """Whether an operation uses the random generator with these arguments: dropout that is switched off does not."""
    target = node.target
    if not isinstance(target, torch._ops.OpOverload) or torch.Tag.nondeterministic_seeded not in target.tags:
        return False
    schema = target._schema.arguments
    given = {argument.name: argument.default_value for argument in schema if argument.has_default_value()}
    given |= {argument.name: value for argument, value in zip(schema, node.args, strict=False)} | node.kwargs
    off = (("train", False), ("training", False), ("dropout_p", 0.0), ("p", 0.0))
    return not any(name in given and given[name] is not None and given[name] == value for name, value in off)


def _find_written_state(node: fx.Node, program: torch.export.ExportedProgram) -> str | None:
    """The name of the parameter or buffer that an operation writes into; None if it writes into none."""
    signature = program.graph_signature
    state: dict[str, str] = {**signature.inputs_to_parameters, **signature.inputs_to_buffers}
    if isinstance(node.target, torch._ops.OpOverload):
        for argument, value in zip(node.target._schema.arguments, node.args, strict=False):
            written = argument.alias_info is not None and argument.alias_info.is_write
            if written and isinstance(value, fx.Node) and value.name in state:
                return state[value.name]
    return None


def _are_probabilities(answers: Tensor) -> bool:
    """Whether each row (K > 1 numbers) is 0 or more and sums to 1."""
    if answers.shape[1] < 2 or not answers.dtype.is_floating_point or not answers.isfinite().all():
        return False
    rounding = {torch.float16: 5e-3, torch.bfloat16: 2e-2}.get(answers.dtype, 1e-4)
    return bool((answers >= 0).all() and (answers.double().sum(dim=1) - 1).abs().max() < rounding)
