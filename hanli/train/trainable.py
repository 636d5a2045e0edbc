"""What of a run may change as it goes: frozen parameters, groups of the optimizer, the state of the loss."""

from __future__ import annotations

from typing import Any

from torch import Tensor, nn

from hanli.state_dicts import get_plain_name
from hanli.train.run import Run
from hanli.train.run_files import check_unchanged


def collect_trainable(run: Run) -> dict[str, Any]:
    """Which parameters are frozen, what the groups of the optimizer hold, by plain names, and the state of the loss."""
    names = [get_plain_name(name) for name, parameter in run.model.named_parameters() if not parameter.requires_grad]
    return {"frozen": names, "groups": _name_groups(run), "loss": _get_loss_state(run.owners.get("loss"))}


def check_trainable(run: Run, state: dict[str, Any]) -> None:
    """Refuse an optimizer of other parameters, and a loss with another state.

    Raises:
        ValueError: The groups of the optimizer are neither those that were kept nor the first of them, or the loss
            has parameters or buffers of other names.
    """
    if "trainable" not in state:  # 0.1.0 did not write it
        return
    kept, ours = state["trainable"]["groups"], _name_groups(run)
    if ours != kept[: len(ours)]:
        raise ValueError(
            "optimizer must hold the parameters of the run to be continued, in the same groups and order, "
            f"{_count_groups(kept)}, got {_count_groups(ours)}"
        )
    added = [name for group in kept[len(ours) :] for name in group]
    if "" in added:
        raise ValueError(
            f"optimizer must have the {len(kept)} parameter groups of the run to be continued, got {len(ours)}: one that "
            "was added holds parameters that are not of the model, so add it before fit"
        )
    check_unchanged(
        "state of loss", sorted(state["trainable"]["loss"]), sorted(_get_loss_state(run.owners.get("loss")))
    )


def restore_trainable(run: Run, state: dict[str, Any]) -> None:
    """Freeze and unfreeze as it was, add the groups that callbacks had added, and set the loss."""
    if "trainable" not in state:
        return
    kept = state["trainable"]
    parameters = {get_plain_name(name): parameter for name, parameter in run.model.named_parameters()}
    for name, parameter in parameters.items():
        if parameter.requires_grad == (name in kept["frozen"]):
            parameter.requires_grad_(name not in kept["frozen"])
    for group in kept["groups"][len(run.optimizer.param_groups) :]:
        run.optimizer.add_param_group({"params": [parameters[name] for name in group]})
    if kept["loss"]:
        loss = run.owners["loss"]
        loss.load_state_dict({**loss.state_dict(), **kept["loss"]})


def _name_groups(run: Run) -> list[list[str]]:
    """The parameters of each group of the optimizer by their plain names; empty for one outside the model."""
    names = {id(parameter): get_plain_name(name) for name, parameter in run.model.named_parameters()}
    return [[names.get(id(parameter), "") for parameter in group["params"]] for group in run.optimizer.param_groups]


def _count_groups(groups: list[list[str]]) -> str:
    """How many parameters each group has, and which is the first of each."""
    return ", ".join(f"{len(group)} from {group[0] if group else 'none'!r}" for group in groups)


def _get_loss_state(loss: object) -> dict[str, Tensor]:
    """What a loss learns or keeps; the buffers of torch's own losses, as class weights, are settings and not of it."""
    if not isinstance(loss, nn.Module):
        return {}
    settings = {
        f"{path}.{name}".lstrip(".")
        for path, module in loss.named_modules()
        if type(module).__module__ == nn.CrossEntropyLoss.__module__
        for name, _ in module.named_buffers(recurse=False)
    }
    return {name: value for name, value in loss.state_dict().items() if name not in settings}
