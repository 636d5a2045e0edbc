"""All checks on a text, a file, or the files of folders."""

from __future__ import annotations

import ast
import bisect
import io
import re
import tokenize
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from hanli.lint import (
    accumulation,
    activations,
    adversaries,
    aliases,
    attention,
    augmentations,
    averages,
    causal,
    columns,
    computations,
    datasets,
    epochs,
    freezing,
    layers,
    loading,
    loops,
    masks,
    objectives,
    outputs,
    ownership,
    padding,
    pairs,
    penalties,
    precision,
    preparation,
    processes,
    resuming,
    runs,
    scores,
    shapes,
    slips,
    splits,
    starts,
    stopping,
    tensors,
    thresholds,
    tracing,
    training,
    weights,
    workers,
)
from hanli.lint.dead import find_dead_apis
from hanli.lint.findings import Finding
from hanli.lint.notebooks import read_cells
from hanli.lint.rules import RULES
from hanli.lint.source import Found, Source

_CHECKS: dict[str, Callable[[Source], Iterable[Found]]] = {
    "tensor-in-loop": tensors.find_tensor_in_loop,
    "cat-in-loop": tensors.find_cat_in_loop,
    "ndarray-list": tensors.find_ndarray_list,
    "item-each-step": training.find_item_each_step,
    "keep-graph": training.find_keep_graph,
    "missing-zero-grad": training.find_missing_zero_grad,
    "missing-eval": training.find_missing_eval,
    "missing-no-grad": training.find_missing_no_grad,
    "softmax-before-cross-entropy": activations.find_softmax_before_cross_entropy,
    "in-place-leaf": tensors.find_in_place_leaf,
    "mask-each-forward": tensors.find_mask_each_forward,
    "module-list": tensors.find_module_list,
    "empty-cache-each-step": training.find_empty_cache_each_step,
    "data-attribute": tensors.find_data_attribute,
    "clip-before-unscale": training.find_clip_before_unscale,
    "step-order": training.find_step_order,
    "pickled-model": tensors.find_pickled_model,
    "set-epoch-forgotten": training.find_set_epoch_forgotten,
    "mean-of-means": training.find_mean_of_means,
    "tensor-of-tensor": tensors.find_tensor_of_tensor,
    "requires-grad-typo": tensors.find_requires_grad_typo,
    "missing-super-init": tensors.find_missing_super_init,
    "plateau-metric": training.find_plateau_metric,
    "loader-options": tensors.find_loader_options,
    "no-effect": slips.find_no_effect,
    "missing-train": slips.find_missing_train,
    "missing-step": slips.find_missing_step,
    "cut-graph": slips.find_cut_graph,
    "state-alias": slips.find_state_alias,
    "dropout-always": slips.find_dropout_always,
    "layer-in-forward": slips.find_layer_in_forward,
    "not-a-leaf": slips.find_not_a_leaf,
    "loss-arguments": slips.find_loss_arguments,
    "hidden-state": slips.find_hidden_state,
    "optimizer-in-loop": slips.find_optimizer_in_loop,
    "shuffle-forgotten": slips.find_shuffle_forgotten,
    "mean-over-samples": averages.find_mean_over_samples,
    "schedule-steps": loops.find_schedule_steps,
    "replaced-layer": loops.find_replaced_layer,
    "rebound-parameter": loops.find_rebound_parameter,
    "new-iterator": loops.find_new_iterator,
    "unsynchronized-time": loops.find_unsynchronized_time,
    "shared-dataset": datasets.find_shared_dataset,
    "augmented-evaluation": augmentations.find_augmented_evaluation,
    "dataset-changed-in-place": datasets.find_dataset_changed_in_place,
    "undivided-accumulation": averages.find_undivided_accumulation,
    "best-direction": averages.find_best_direction,
    "lambda-rate": loops.find_lambda_rate,
    "cuda-in-worker": datasets.find_cuda_in_worker,
    "every-rank-saves": loops.find_every_rank_saves,
    "fitted-before-split": datasets.find_fitted_before_split,
    "bypassed-wrapper": processes.find_bypassed_wrapper,
    "one-rank-collective": processes.find_one_rank_collective,
    "undetached-fake": adversaries.find_undetached_fake,
    "detached-generator": adversaries.find_detached_generator,
    "mixed-axes": shapes.find_mixed_axes,
    "sqrt-at-zero": computations.find_sqrt_at_zero,
    "log-of-softmax": computations.find_log_of_softmax,
    "inverted-mask": masks.find_inverted_mask,
    "mask-value": masks.find_mask_value,
    "mse-broadcast": columns.find_mse_broadcast,
    "shared-layer": layers.find_shared_layer,
    "uninitialized-parameter": layers.find_uninitialized_parameter,
    "batch-first": layers.find_batch_first,
    "kl-arguments": computations.find_kl_arguments,
    "wrong-dimension": computations.find_wrong_dimension,
    "target-with-gradient": computations.find_target_with_gradient,
    "unshifted-target": computations.find_unshifted_target,
    "logit-threshold": thresholds.find_logit_threshold,
    "low-precision-weights": precision.find_low_precision_weights,
    "shifted-labels": causal.find_shifted_labels,
    "right-padding": causal.find_right_padding,
    "traced-branch": tracing.find_traced_branch,
    "inherited-handle": workers.find_inherited_handle,
    "copied-generator": workers.find_copied_generator,
    "best-value": stopping.find_best_value,
    "patience-reset": stopping.find_patience_reset,
    "best-overwritten": stopping.find_best_overwritten,
    "broken-accumulation": accumulation.find_broken_accumulation,
    "frozen-head": freezing.find_frozen_head,
    "unfrozen-parameters": freezing.find_unfrozen_parameters,
    "wrong-optimizer": ownership.find_wrong_optimizer,
    "load-result": resuming.find_load_result,
    "unresumed-state": resuming.find_unresumed_state,
    "relu-before-loss": activations.find_relu_before_loss,
    "activation-twice": outputs.find_activation_twice,
    "distribution-arguments": outputs.find_distribution_arguments,
    "single-class": outputs.find_single_class,
    "attention-scale": attention.find_attention_scale,
    "multiplied-temperature": attention.find_multiplied_temperature,
    "mask-after-softmax": attention.find_mask_after_softmax,
    "same-start": starts.find_same_start,
    "start-without-layers": starts.find_start_without_layers,
    "penalty-without-gradient": penalties.find_penalty_without_gradient,
    "asked-gradient": penalties.find_asked_gradient,
    "network-alias": aliases.find_network_alias,
    "changed-alias": aliases.find_changed_alias,
    "same-label": adversaries.find_same_label,
    "unscaled-half": runs.find_unscaled_half,
    "missing-sampler": runs.find_missing_sampler,
    "compiled-in-loop": runs.find_compiled_in_loop,
    "unregistered-tensor": runs.find_unregistered_tensor,
    "best-not-used": stopping.find_best_not_used,
    "model-across-folds": ownership.find_model_across_folds,
    "single-image": outputs.find_single_image,
    "cpu-state": runs.find_cpu_state,
    "unscaled-attention": attention.find_unscaled_attention,
    "long-vectors": attention.find_long_vectors,
    "doubled-decay": penalties.find_doubled_decay,
    "frozen-optimized": freezing.find_frozen_optimized,
    "one-sided-temperature": computations.find_one_sided_temperature,
    "unregistered-parameter": runs.find_unregistered_parameter,
    "overwritten-loss": objectives.find_overwritten_loss,
    "latent-gaussian": objectives.find_latent_gaussian,
    "policy-sign": objectives.find_policy_sign,
    "swapped-average": objectives.find_swapped_average,
    "max-values": scores.find_max_values,
    "compared-shapes": scores.find_compared_shapes,
    "thresholded-ranking": scores.find_thresholded_ranking,
    "score-arguments": scores.find_score_arguments,
    "score-of-batches": scores.find_score_of_batches,
    "wrong-divisor": scores.find_wrong_divisor,
    "never-reset": epochs.find_never_reset,
    "reset-each-batch": epochs.find_reset_each_batch,
    "return-in-loop": epochs.find_return_in_loop,
    "last-batch": epochs.find_last_batch,
    "class-weights": weights.find_class_weights,
    "sampler-weights": weights.find_sampler_weights,
    "fitted-on-test": splits.find_fitted_on_test,
    "shuffled-windows": splits.find_shuffled_windows,
    "overlapping-split": splits.find_overlapping_split,
    "parted-samples": splits.find_parted_samples,
    "target-in-inputs": splits.find_target_in_inputs,
    "chosen-on-test": splits.find_chosen_on_test,
    "transform-order": preparation.find_transform_order,
    "pixel-range": preparation.find_pixel_range,
    "byte-overflow": preparation.find_byte_overflow,
    "wrong-statistics": preparation.find_wrong_statistics,
    "class-mask": pairs.find_class_mask,
    "unpaired-augmentation": pairs.find_unpaired_augmentation,
    "unsorted-listing": pairs.find_unsorted_listing,
    "swapped-sides": pairs.find_swapped_sides,
    "bgr-order": pairs.find_bgr_order,
    "dropped-samples": loading.find_dropped_samples,
    "shuffled-predictions": loading.find_shuffled_predictions,
    "repeated-stream": loading.find_repeated_stream,
    "fixed-seed": loading.find_fixed_seed,
    "frozen-augmentation": loading.find_frozen_augmentation,
    "window-length": loading.find_window_length,
    "train-as-test": loading.find_train_as_test,
    "set-order": loading.find_set_order,
    "missing-padding-mask": padding.find_missing_padding_mask,
    "padded-labels": padding.find_padded_labels,
    "padded-mean": padding.find_padded_mean,
    "unresized-embedding": padding.find_unresized_embedding,
    "small-embedding": padding.find_small_embedding,
    "sequence-order": padding.find_sequence_order,
    "counted-padding": padding.find_counted_padding,
    "copied-before-split": splits.find_copied_before_split,
    "plateau-direction": averages.find_plateau_direction,
}

_IGNORE_COMMENT = re.compile(r"#\s*hanli:\s*ignore\[([\w\s,-]*)\]")


class LintError(Exception):
    """A file that cannot be checked; the message says where and why."""

    __module__ = "hanli.lint"  # where users import it from, and what a traceback should say


def check(
    source: str,
    path: str = "<text>",
    *,
    select: Iterable[str] | None = None,
    ignore: Iterable[str] = (),
    style: bool = False,
) -> list[Finding]:
    """Check the text of a Python file.

    Args:
        source: The file's content.
        path: The name that the findings carry.
        select: Only these rules, with their findings of style. Default: all.
        ignore: Not these rules.
        style: Whether findings of style, of things that work, count too.

    Returns:
        The findings, by line and column.

    Raises:
        LintError: The text is not Python; the message names the line.
        ValueError: `select` or `ignore` names a rule that there is not.

    Source: <https://docs.python.org/3/library/ast.html>
    """
    chosen = (set(RULES) if select is None else _validate_rules("select", select)) - _validate_rules("ignore", ignore)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the file's own strange strings: not our subject
            tree = Source(source)
    except SyntaxError as error:
        raise LintError(f"{path}:{error.lineno or 1}: not Python: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise LintError(f"{path}:1: not Python: {error}") from error
    if not source.strip() or not (tree.uses_torch() or "torchtext" in source):
        return []
    lines = source.splitlines()
    allowed = _collect_ignored_rules(source)
    whole = set(_find_violations(tree, path, lines, chosen))
    found = {one for one in whole if one.rule not in allowed.get(one.line, {})}
    if "unused-ignore" in chosen:
        found |= set(_find_unused_comments(allowed, whole - found, path, chosen))
    return sorted(one for one in found if style or select is not None or one.severity != "style")


def check_file(
    path: str | Path, *, select: Iterable[str] | None = None, ignore: Iterable[str] = (), style: bool = False
) -> list[Finding]:
    """Check one file, in the encoding that it declares; of a notebook, its cells.

    Args:
        path: The file. A notebook ends in `.ipynb`.
        select: As for `check`.
        ignore: As for `check`.
        style: As for `check`.

    Returns:
        The findings, by line and column.

    Raises:
        LintError: The file cannot be read, or is not Python.
        ValueError: As for `check`.

    Source: <https://docs.python.org/3/library/tokenize.html#tokenize.open>
    """
    try:
        if Path(path).suffix == ".ipynb":
            return check_notebook(path, select=select, ignore=ignore, style=style)
        with tokenize.open(path) as file:
            text = file.read()
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise LintError(f"{path}: cannot be read: {reason}") from error
    return check(text, str(path), select=select, ignore=ignore, style=style)


def check_notebook(
    path: str | Path, *, select: Iterable[str] | None = None, ignore: Iterable[str] = (), style: bool = False
) -> list[Finding]:
    """Check the code cells of a notebook as one program, in their order.

    Args:
        path: The notebook.
        select: As for `check`.
        ignore: As for `check`.
        style: As for `check`.

    Returns:
        The findings, by cell, line and column; lines count in their cell.

    Raises:
        LintError: It is no notebook, or no Python one, or a cell is not Python.
        OSError: It cannot be read.
        UnicodeDecodeError: It is not UTF-8.
        ValueError: As for `check`.

    Source: <https://nbformat.readthedocs.io/en/latest/format_description.html>
    """
    try:
        cells = read_cells(path)
    except ValueError as error:
        if isinstance(error, UnicodeDecodeError):
            raise
        raise LintError(f"{path}: {error}") from error
    text = "\n".join(one.text for one in cells)
    starts = [sum(one.text.count("\n") + 1 for one in cells[:index]) for index in range(len(cells))]
    for one in cells:
        try:
            ast.parse(one.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", None) or 1
            reason = getattr(error, "msg", error)
            raise LintError(f"{path}:cell {one.number}:{line}: not Python: {reason}") from error
    found = []
    for finding in check(text, str(path), select=select, ignore=ignore, style=style):
        index = bisect.bisect_right(starts, finding.line - 1) - 1
        found.append(replace(finding, cell=cells[index].number, line=finding.line - starts[index]))
    return found


def find_python_files(paths: Iterable[str | Path]) -> Iterator[Path]:
    """List the Python files and notebooks among files and folders; hidden folders and environments are left out.

    Args:
        paths: Files, which are taken as they are, and folders, which are searched for Python files and notebooks.

    Yields:
        Paths, those of a folder in order.

    Source: <https://docs.python.org/3/library/pathlib.html>
    """
    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        for one in sorted([*path.rglob("*.py"), *path.rglob("*.ipynb")]):
            parts = one.relative_to(path).parts[:-1]
            if not any(part.startswith(".") or part in {"venv", "__pycache__", "site-packages"} for part in parts):
                yield one


def _find_violations(tree: Source, path: str, lines: list[str], chosen: set[str]) -> Iterator[Finding]:
    """What breaks one of the chosen rules, rule by rule."""
    for rule, checker in _CHECKS.items():
        if rule in chosen:
            for node, subject, instead in checker(tree):
                yield Finding(path, *_locate(node, lines), rule, subject, instead)
    if "dead-api" in chosen:
        for node, subject, instead, gone in find_dead_apis(tree):
            yield Finding(path, *_locate(node, lines), "dead-api", subject, instead, gone)


def _locate(node: object, lines: list[str]) -> tuple[int, int]:
    """Line and column in characters: the tree counts bytes."""
    line, offset = int(getattr(node, "lineno", 1)), int(getattr(node, "col_offset", 0))
    text = lines[line - 1] if line <= len(lines) else ""
    return line, len(text.encode()[:offset].decode(errors="ignore")) + 1


def _collect_ignored_rules(source: str) -> dict[int, dict[str, int]]:
    """The rules that comments switch off, by line, each with the comment's column."""
    found: dict[int, dict[str, int]] = {}
    if "hanli:" not in source:
        return found
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT and (match := _IGNORE_COMMENT.search(token.string)):
                column = token.start[1] + match.start() + 1
                found.setdefault(token.start[0], {}).update({name.strip(): column for name in match[1].split(",")})
    except (tokenize.TokenError, SyntaxError):
        pass  # the parser accepted it: what was found until here counts
    return found


def _find_unused_comments(
    allowed: dict[int, dict[str, int]], silenced: set[Finding], path: str, chosen: set[str]
) -> Iterator[Finding]:
    """Comments that switch off a rule that there is not, or one that finds nothing on their line."""
    used = {(one.line, one.rule) for one in silenced}
    for line, names in allowed.items():
        for name, column in names.items():
            if name not in RULES:
                yield Finding(path, line, column, "unused-ignore", name, "unknown")
            elif name in chosen and (line, name) not in used and "unused-ignore" not in names:
                yield Finding(path, line, column, "unused-ignore", name, "unused")


def _validate_rules(argument: str, names: Iterable[str]) -> set[str]:
    """The names of rules as a set, all of them known."""
    given = {names} if isinstance(names, str) else set(names)
    if unknown := sorted(given - set(RULES)):
        raise ValueError(f"{argument}: there is no rule {unknown[0]!r}; the rules are {', '.join(RULES)}")
    return given
