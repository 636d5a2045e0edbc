"""Runs whose parts change as they go: layers unfrozen, groups added, losses that learn; resumed, they give the same bits.

Faults of the kinds that were reported of Lightning (#21901, #6891), composer (#1002) and transformers (#11294).
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler

from hanli.train import EMA, Callback, Checkpoint, fit

GENERATOR = torch.Generator().manual_seed(0)
X, Y = torch.randn(12, 4, generator=GENERATOR), torch.randint(2, (12,), generator=GENERATOR)


def get_backbone(run: Any) -> nn.Module:
    """The first layer, of a compiled model too."""
    backbone: nn.Module = getattr(run.model, "_orig_mod", run.model)[0]
    return backbone


class Unfreeze(Callback):
    """Begins to train the backbone in the second epoch, and never looks at it again."""

    def before_epoch(self, run: Any) -> None:
        if run.epoch == 1 and run.step == 4:
            get_backbone(run).requires_grad_(True)


class AddGroup(Unfreeze):
    """Gives it to the optimizer then, with a rate of its own."""

    def before_epoch(self, run: Any) -> None:
        super().before_epoch(run)
        if run.epoch == 1 and run.step == 4:
            run.optimizer.add_param_group({"params": list(get_backbone(run).parameters()), "lr": 0.01})


class Centered(nn.Module):
    """A loss with a parameter, a buffer that moves and a generator."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.register_buffer("center", torch.zeros(2))
        self.inner = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0]))
        self.generator = torch.Generator().manual_seed(3)

    def forward(self, outputs: Tensor, targets: Tensor) -> Tensor:
        if self.training:
            self.center = 0.9 * self.center + 0.1 * outputs.detach().mean(0)
        noise = 0.1 * torch.rand(outputs.shape, generator=self.generator)
        loss: Tensor = self.inner((outputs - self.center + noise) * self.scale, targets)
        return loss


def train(
    folder: Path, kind: str, epochs: int, *callbacks: Callback, loss: Any = None, compiled: bool = False, **options: Any
) -> list[Tensor]:
    torch.manual_seed(1)
    model: Any = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 2))
    loss = loss or (Centered() if kind == "loss" else nn.CrossEntropyLoss())
    if kind != "loss":
        model[0].requires_grad_(False)
    held = {"groups": list(model[2].parameters()), "loss": [*model.parameters(), *getattr(loss, "parameters", list)()]}
    optimizer = torch.optim.AdamW(held.get(kind, list(model.parameters())), lr=0.1)
    fit(
        torch.compile(model, backend="eager") if compiled else model,
        list(zip(X.split(3), Y.split(3), strict=True)),
        loss=loss,
        epochs=epochs,
        optimizer=optimizer,
        callbacks=[*callbacks, Checkpoint(folder, resume=True, **options)],
        device="cpu",
    )
    changed = [*model.state_dict().values(), *(loss.state_dict().values() if isinstance(loss, nn.Module) else [])]
    assert model[0].weight.requires_grad
    return [value.detach().clone() for value in changed]


KINDS: dict[str, Any] = {"freezing": lambda: [Unfreeze()], "groups": lambda: [AddGroup(), EMA(0.5)], "loss": list}


class Stop(Callback):
    def after_step(self, run: Any) -> None:
        if run.step == 6:
            raise KeyboardInterrupt


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_resumed_run_is_the_undisturbed_one(tmp_path: Path, kind: str, compiled: bool, within: bool) -> None:
    whole = train(tmp_path / "whole", kind, 4, *KINDS[kind](), compiled=compiled)
    if within:
        with pytest.raises(KeyboardInterrupt):
            train(tmp_path / "parts", kind, 4, *KINDS[kind](), Stop(), compiled=compiled)
    else:
        train(tmp_path / "parts", kind, 2, *KINDS[kind](), compiled=compiled)
    resumed = train(tmp_path / "parts", kind, 4, *KINDS[kind](), compiled=compiled)
    assert all(map(torch.equal, resumed, whole))
    train(tmp_path / "parts", kind, 5, *KINDS[kind](), lengthen=True)


def test_class_weights_are_settings_and_not_overwritten(tmp_path: Path) -> None:
    train(tmp_path, "freezing", 2, Unfreeze(), loss=nn.CrossEntropyLoss(weight=torch.tensor([1.0, 1.0])))
    loss = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 5.0]))
    train(tmp_path, "freezing", 3, Unfreeze(), loss=loss)
    assert loss.weight is not None and loss.weight.tolist() == [1, 5]


def test_another_loss_and_another_order_of_parameters_are_refused_before_anything_changes(tmp_path: Path) -> None:
    train(tmp_path, "loss", 1)
    model = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 2))
    before = [parameter.detach().clone() for parameter in model.parameters()]
    loss = Centered()
    turned = [*loss.parameters(), *model.parameters()]
    split = [{"params": list(model.parameters())}, {"params": list(loss.parameters())}]
    held = [*model.parameters(), *loss.parameters()]
    for parameters, criterion, message in (
        (turned, loss, "optimizer must hold the parameters of the run to be continued, in the same groups and order"),
        (split, loss, r"optimizer must hold the parameters.*5 from '0.weight', got 4 from '0.weight', 1 from ''"),
        (
            held,
            nn.CrossEntropyLoss(),
            r"state of loss must be as in the run to be continued, \['center', 'scale'\], got",
        ),
    ):
        with pytest.raises(ValueError, match=message):
            fit(
                model,
                [(X, Y)],
                loss=criterion,
                epochs=2,
                optimizer=torch.optim.AdamW(parameters),
                callbacks=[Checkpoint(tmp_path, resume=True)],
                device="cpu",
            )
    assert all(map(torch.equal, before, model.parameters()))


def test_an_optimizer_of_frozen_parameters_is_refused_unless_a_callback_unfreezes_some() -> None:
    class Early(Callback):
        def before_epoch(self, run: Any) -> None:
            run.model.requires_grad_(True)

    for callbacks in ([], [Early()]):
        model = nn.Linear(4, 2).requires_grad_(False)
        options: dict[str, Any] = {"optimizer": torch.optim.SGD(model.parameters()), "callbacks": callbacks}
        options |= {"loss": nn.CrossEntropyLoss(), "epochs": 1, "device": "cpu"}
        if callbacks:
            fit(model, [(X, Y)], **options)
        else:
            with pytest.raises(
                ValueError, match="optimizer must hold a parameter that requires a gradient, got 2 that"
            ):
                fit(model, [(X, Y)], **options)


class Watched(nn.Module):
    """Writes down which samples come."""

    def __init__(self) -> None:
        super().__init__()
        self.layer, self.seen = nn.Linear(1, 2), list[int]()

    def forward(self, inputs: Tensor) -> Tensor:
        self.seen.extend(inputs[:, 0].int().tolist())
        outputs: Tensor = self.layer(inputs)
        return outputs


@pytest.mark.parametrize("cut", [None, 3, 4, 5])
def test_a_sampler_that_shuffles_by_the_epoch_is_told_which_it_is(tmp_path: Path, cut: int | None) -> None:
    def go(folder: Path, *callbacks: Callback) -> list[int]:
        data = TensorDataset(torch.arange(8.0).reshape(8, 1), torch.zeros(8, dtype=torch.long))
        sampler: DistributedSampler[Any] = DistributedSampler(data, num_replicas=1, rank=0)
        model = Watched()
        loader = DataLoader(data, 4, sampler=sampler)
        checkpoint = Checkpoint(folder, resume=True)
        with suppress(KeyboardInterrupt):
            fit(model, loader, loss=nn.CrossEntropyLoss(), epochs=4, callbacks=[*callbacks, checkpoint], device="cpu")
        return model.seen

    class Cut(Callback):
        def after_step(self, run: Any) -> None:
            if run.step == cut:
                raise KeyboardInterrupt

    whole = go(tmp_path / "whole")
    assert len({tuple(whole[8 * epoch : 8 * epoch + 8]) for epoch in range(4)}) == 4, (
        "each epoch has an order of its own"
    )
    assert go(tmp_path / "parts", Cut()) + (go(tmp_path / "parts") if cut else []) == whole
