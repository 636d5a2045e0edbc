"""The Lightning classifier: groups, schedule, metrics, checkpoints, processes, and what bad input is told."""

from __future__ import annotations

import math
import os
import pickle
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pytorch_lightning import Trainer, seed_everything
from pytorch_lightning.loggers import CSVLogger
from torch import Tensor, nn
from torch.utils.data import DataLoader, TensorDataset

from hanli import lightning
from hanli.data import digits, split
from hanli.lightning import (
    Classifier,
    RateMonitor,
    network,
    parameter_groups,
    quiet,
    standard_callbacks,
    warmup_cosine,
)

LINEAR = {"in_features": 4, "out_features": 3}
network(nn.Linear)


@network
def small_perceptron(width: int) -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(64, width), nn.GELU(), nn.Linear(width, 10))


@pytest.fixture(autouse=True)
def _without_advice() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        quiet()
        yield


def trainer(**options: Any) -> Trainer:
    off = {"logger": False, "enable_progress_bar": False, "enable_model_summary": False}
    if "callbacks" not in options:
        off["enable_checkpointing"] = False
    return Trainer(**{"accelerator": "cpu", "max_epochs": 1, **off, **options})


def loader(samples: int = 10, batch: int = 4) -> DataLoader[tuple[Tensor, ...]]:
    generator = torch.Generator().manual_seed(0)
    return DataLoader(TensorDataset(torch.rand(samples, 4, generator=generator), torch.arange(samples) % 3), batch)


def linear(**options: Any) -> Classifier:
    torch.manual_seed(1640)
    return Classifier(nn.Linear, LINEAR, **{"num_classes": 3, **options})


LAYERS = {
    "linear": lambda: nn.Linear(3, 3),
    "no bias": lambda: nn.Linear(3, 3, bias=False),
    "convolution": lambda: nn.Conv2d(2, 3, 3),
    "batch norm": lambda: nn.BatchNorm1d(3),
    "group norm": lambda: nn.GroupNorm(1, 3),
    "layer norm of images": lambda: nn.LayerNorm([2, 3]),
    "rms norm": lambda: nn.RMSNorm([2, 3]),
    "attention": lambda: nn.MultiheadAttention(4, 2),
    "lstm": lambda: nn.LSTM(2, 3),
    "embedding": lambda: nn.Embedding(3, 2),
    "prelu": lambda: nn.PReLU(3),
    "nested": lambda: nn.Sequential(nn.Linear(2, 2), nn.LayerNorm(2)),
}


@given(st.lists(st.sampled_from(sorted(LAYERS)), min_size=1, max_size=6), st.data())
def test_every_parameter_is_in_exactly_one_group(kinds: list[str], data: st.DataObject) -> None:
    layers = [LAYERS[kind]() for kind in kinds]
    layers.append(data.draw(st.sampled_from(layers)))  # one that is used twice
    net = nn.ModuleList(layers)
    for parameter in net.parameters():
        parameter.requires_grad_(data.draw(st.booleans()))
    groups = parameter_groups(net, 0.1)
    found = [id(parameter) for group in groups for parameter in group["params"]]
    assert sorted(found) == sorted(id(parameter) for parameter in net.parameters())
    assert len(set(found)) == len(found)
    assert all(group["params"] for group in groups)
    for group in groups:
        assert group["weight_decay"] == {"decay": 0.1, "no_decay": 0.0}[group["name"]]
    torch.optim.AdamW(groups, lr=0.1)


def test_norms_biases_and_vectors_are_spared_and_weights_are_not() -> None:
    net = nn.ModuleDict({name.replace(" ", "_"): make() for name, make in LAYERS.items()})
    names = {id(parameter): name for name, parameter in net.named_parameters()}
    decay, rest = ([names[id(one)] for one in group["params"]] for group in parameter_groups(net, 0.1))
    assert decay == [
        "linear.weight",
        "no_bias.weight",
        "convolution.weight",
        "attention.in_proj_weight",
        "attention.out_proj.weight",
        "lstm.weight_ih_l0",
        "lstm.weight_hh_l0",
        "embedding.weight",
        "nested.0.weight",
    ]
    assert {"layer_norm_of_images.weight", "rms_norm.weight", "prelu.weight", "attention.in_proj_bias"} <= set(rest)


def test_a_parameter_shared_with_a_norm_is_spared() -> None:
    net = nn.ModuleList([nn.Linear(3, 2, bias=False), nn.LayerNorm([2, 3], bias=False)])
    net[0].weight = net[1].weight
    (group,) = parameter_groups(net, 0.1)
    assert group["name"] == "no_decay" and len(group["params"]) == 1


@given(st.integers(0, 12), st.integers(1, 30), st.floats(1e-5, 10))
def test_every_rate_is_the_one_promised(warmup: int, rest: int, rate: float) -> None:
    first, second = (torch.zeros(1, requires_grad=True) for _ in range(2))
    optimizer = torch.optim.SGD([{"params": [first]}, {"params": [second], "lr": rate / 2}], lr=rate)
    total = warmup + rest
    schedule = warmup_cosine(optimizer, warmup, total)
    for epoch in range(total + 1):
        if epoch <= warmup:
            factor = (epoch + 1) / (warmup + 1)
        else:
            factor = (1 + math.cos(math.pi * (epoch - warmup) / rest)) / 2
        rates = [group["lr"] for group in optimizer.param_groups]
        assert rates == pytest.approx([rate * factor, rate / 2 * factor], rel=1e-9, abs=rate * 1e-9)
        optimizer.step()
        schedule.step()


@pytest.mark.parametrize("interval", ["epoch", "step"])
def test_the_trainer_steps_the_schedule_and_a_resumed_run_goes_on(interval: str, tmp_path: Path) -> None:
    """10 samples in batches of 4: three steps an epoch, four epochs."""
    whole, first, second = (RateMonitor(interval) for _ in range(3))  # type: ignore[arg-type]
    settings = {"learning_rate": 0.1, "warmup": 2, "interval": interval}
    logs = {"logger": CSVLogger(tmp_path), "log_every_n_steps": 1}
    trainer(max_epochs=4, callbacks=[whole], enable_checkpointing=False, **logs).fit(
        linear(**settings), loader(), loader()
    )
    total = {"epoch": 4, "step": 12}[interval]
    cosine = [(1 + math.cos(math.pi * index / (total - 2))) / 20 for index in range(total - 2)]
    assert whole.lrs["rate/decay"] == pytest.approx([0.1 / 3, 0.2 / 3, *cosine])
    assert whole.lrs["rate/no_decay"] == whole.lrs["rate/decay"]

    class Stop(lightning.Callback):
        def on_train_epoch_end(self, trainer: Trainer, module: Any) -> None:
            trainer.should_stop = trainer.current_epoch == 1

    cut = trainer(max_epochs=4, callbacks=[first, Stop()], enable_checkpointing=False, **logs)
    cut.fit(linear(**settings), loader(), loader())
    cut.save_checkpoint(tmp_path / "cut.ckpt")
    again = trainer(max_epochs=4, callbacks=[second], enable_checkpointing=False, **logs)
    again.fit(linear(**settings), loader(), loader(), ckpt_path=tmp_path / "cut.ckpt", weights_only=True)
    assert first.lrs["rate/decay"] + second.lrs["rate/decay"] == whole.lrs["rate/decay"]


def test_it_learns_real_digits_and_names_checkpoints_by_the_score(tmp_path: Path) -> None:
    images, labels = digits()
    train, val = (TensorDataset(images[part], labels[part]) for part in split(labels, 0.8, seed=7))
    seed_everything(1640, verbose=False)
    model = Classifier("small_perceptron", {"width": 64}, num_classes=10, learning_rate=0.01, warmup=2)
    callbacks = standard_callbacks(tmp_path)
    run = trainer(max_epochs=10, callbacks=callbacks)
    run.fit(model, DataLoader(train, 128, shuffle=True), DataLoader(val, 512))
    best = Path(callbacks[0].best_model_path)  # type: ignore[attr-defined]
    loaded = Classifier.load_from_checkpoint(best)
    loaded.eval()
    targets = val.tensors[1]
    correct = (loaded(val.tensors[0]).argmax(1) == targets).double().mean().item()
    assert correct >= 0.93
    assert best.name.endswith(f"-acc={correct:.3f}.ckpt") and best.parent == tmp_path
    assert (tmp_path / "last.ckpt").exists()
    assert len(callbacks[2].lrs["rate/decay"]) == run.current_epoch  # type: ignore[attr-defined]
    scores = trainer().test(loaded, DataLoader(val, 7), verbose=False)[0]  # batches of unequal size
    assert scores["test/acc"] == pytest.approx(correct, abs=1e-6)
    expected = nn.functional.cross_entropy(loaded(val.tensors[0]), targets).item()
    assert scores["test/loss"] == pytest.approx(expected, rel=1e-4)


def test_a_checkpoint_holds_plain_data_and_loads_alone(tmp_path: Path) -> None:
    model = linear(learning_rate=0.02, weight_decay=0.3, warmup=0, interval="step")
    run = trainer()
    run.fit(model, loader(), loader())
    run.save_checkpoint(tmp_path / "model.ckpt")
    content = torch.load(tmp_path / "model.ckpt", weights_only=True)
    assert content["hyper_parameters"] == {
        "builder": "Linear",
        "arguments": LINEAR,
        "num_classes": 3,
        "learning_rate": 0.02,
        "weight_decay": 0.3,
        "warmup": 0,
        "interval": "step",
    }
    loaded = Classifier.load_from_checkpoint(tmp_path / "model.ckpt")
    assert dict(loaded.hparams) == dict(model.hparams)
    assert all(torch.equal(one, other) for one, other in zip(loaded.parameters(), model.parameters(), strict=True))


class _Payload:
    """What unpickling turns into a call."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return os.mkdir, (str(self.folder),)


def test_a_checkpoint_with_code_in_it_runs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the default of `torch.load` has been turned off."""
    run, path, mark = trainer(), tmp_path / "model.ckpt", tmp_path / "mark"
    run.fit(linear(), loader(), loader())
    run.save_checkpoint(path)
    torch.save(torch.load(path, weights_only=True) | {"extra": _Payload(mark)}, path)
    monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1")
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        Classifier.load_from_checkpoint(path)
    assert not mark.exists()
    Classifier.load_from_checkpoint(path, weights_only=False)
    assert mark.exists()


def test_a_checkpoint_from_an_address_runs_nothing_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lightning's own default for an address is to run what the file says."""

    class Plain(lightning.LightningModule):
        def __init__(self, **arguments: Any) -> None:
            super().__init__()

    asked: list[object] = []
    content = tmp_path / "model.ckpt"
    run = trainer()
    run.fit(linear(), loader(), loader())
    run.save_checkpoint(content)

    def fetched(address: str, map_location: Any, weights_only: bool) -> Any:
        asked.append(weights_only)
        return torch.load(content, map_location=map_location, weights_only=weights_only)

    monkeypatch.setattr(torch.hub, "load_state_dict_from_url", fetched)
    Classifier.load_from_checkpoint("http://localhost/model.ckpt", "cpu")
    warnings.filterwarnings("ignore", message="Found keys that are not in the model")  # it has no network
    Plain.load_from_checkpoint("http://localhost/model.ckpt", "cpu", strict=False)
    assert asked == [True, False]


def test_an_altered_checkpoint_calls_nothing(tmp_path: Path) -> None:
    run, path, mark = trainer(), tmp_path / "model.ckpt", tmp_path / "mark"
    run.fit(linear(), loader(), loader())
    run.save_checkpoint(path)
    content = torch.load(path, weights_only=True)
    for name in ("os.mkdir", "mkdir", "pathlib.Path.mkdir"):
        content["hyper_parameters"] |= {"builder": name, "arguments": {"path": str(mark)}}
        torch.save(content, path)
        with pytest.raises(LookupError, match="must be registered in this program"):
            Classifier.load_from_checkpoint(path)
    assert not mark.exists()


@pytest.mark.parametrize("samples", [12, 13])
def test_two_processes_measure_what_one_measures(samples: int) -> None:
    """An odd number is rounded up by Lightning's sampler, which repeats the first sample."""
    warnings.filterwarnings("ignore", message=".*DistributedSampler")
    data = loader(samples, batch=5)
    repeated = torch.tensor([*range(samples), *range(samples % 2)])
    even = DataLoader(TensorDataset(*(one[repeated] for one in data.dataset.tensors)), 5)  # type: ignore[attr-defined]
    one = trainer().validate(linear(), even, verbose=False)[0]
    two = trainer(devices=2, strategy="ddp_fork").validate(linear(), data, verbose=False)[0]
    assert two == pytest.approx(one, abs=1e-6)
    assert 0 < one["val/acc"] < 1


def test_a_loss_of_nan_is_told_and_ends_the_run(tmp_path: Path) -> None:
    model = linear()
    nn.init.constant_(model.net.weight, math.nan)
    assert math.isnan(trainer().validate(model, loader(), verbose=False)[0]["val/loss"])
    callbacks = standard_callbacks(tmp_path, "val/loss", "min")
    run = trainer(max_epochs=9, callbacks=callbacks, num_sanity_val_steps=0)
    run.fit(model, loader(), loader())
    assert run.current_epoch == 1


@pytest.mark.parametrize(
    ("precision", "inside", "kept"),
    [("bf16-mixed", torch.bfloat16, torch.float32), ("64-true", torch.float64, torch.float64)],
)
def test_precision_is_the_trainers(precision: Any, inside: torch.dtype, kept: torch.dtype) -> None:
    model, seen = linear(), set()
    model.net.register_forward_hook(lambda *call: seen.add(call[2].dtype))
    trainer(precision=precision).fit(model, loader(), loader())
    assert seen == {inside} and {one.dtype for one in model.parameters()} == {kept}


@pytest.mark.parametrize("kind", ["pairs", "inputs in a tuple", "inputs"])
def test_any_loader_will_do_for_predictions(kind: str) -> None:
    inputs, targets = torch.randn(6, 4), torch.zeros(6, dtype=torch.long)
    data: Any = {"pairs": TensorDataset(inputs, targets), "inputs in a tuple": TensorDataset(inputs), "inputs": inputs}
    classifier = linear()
    found: Any = trainer().predict(classifier, DataLoader(data[kind], 4))
    assert [len(logits) for logits in found] == [4, 2]
    with torch.no_grad():
        torch.testing.assert_close(torch.cat(found), classifier.eval()(inputs))


def test_rates_are_kept_without_a_logger_and_anew_for_each_run() -> None:
    rates = RateMonitor("epoch")
    for _ in range(2):
        trainer(max_epochs=2, callbacks=[rates], enable_checkpointing=False).fit(linear(), loader(), loader())
        assert rates.lrs == {name: pytest.approx([0.001, 0.0005]) for name in ("rate/decay", "rate/no_decay")}


@pytest.mark.parametrize("interval", ["step", None])
def test_every_step_is_kept_without_a_logger(interval: Any) -> None:
    """10 samples in batches of 4: three steps an epoch."""
    rates = RateMonitor(interval)
    options = {"callbacks": [rates], "enable_checkpointing": False}
    trainer(max_epochs=2, **options).fit(linear(warmup=2, interval="step"), loader(), loader())
    cosine = [(1 + math.cos(math.pi * index / 4)) / 2000 for index in range(4)]
    assert rates.lrs["rate/decay"] == pytest.approx([0.001 / 3, 0.002 / 3, *cosine])


def test_early_stopping_waits_as_many_epochs_as_it_was_told(tmp_path: Path) -> None:
    """The best epoch is the second; two more without a better one end the run, and its checkpoint is kept."""

    class Scripted(Classifier):
        def on_validation_epoch_end(self) -> None:
            self.log("score", [0.1, 0.5, 0.5, 0.4, 0.9][self.current_epoch])

    callbacks = standard_callbacks(tmp_path, "score", patience=2)
    run = trainer(max_epochs=5, callbacks=callbacks, num_sanity_val_steps=0)
    run.fit(Scripted(nn.Linear, LINEAR, num_classes=3), loader(), loader())
    assert run.current_epoch == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["epoch=1-score=0.500.ckpt", "last.ckpt"]


def test_bad_numbers_are_named() -> None:
    for options, message in [
        ({"num_classes": 1}, "num_classes must be at least 2, got 1"),
        ({"learning_rate": 0}, "learning_rate must be a number above 0, got 0"),
        ({"learning_rate": math.inf}, "learning_rate must be"),
        ({"weight_decay": -1}, "weight_decay must be at least 0, got -1"),
        ({"warmup": -1}, "warmup must be at least 0, got -1"),
        ({"interval": "batch"}, "interval must be 'epoch' or 'step', got 'batch'"),
    ]:
        with pytest.raises(ValueError, match=message):
            linear(**options)
    with pytest.raises(ValueError, match="max_epochs must be given"):
        trainer(max_epochs=-1).fit(linear(), loader(), loader())
    with pytest.raises(ValueError, match="total must be more than warmup, 5, got 3"):
        trainer(max_epochs=3).fit(linear(warmup=5), loader(), loader())
    optimizer = torch.optim.SGD(nn.Linear(1, 1).parameters(), lr=0.1)
    with pytest.raises(ValueError, match="warmup must be at least 0, got -1"):
        warmup_cosine(optimizer, -1, 3)
    for options, message in [
        ({"monitor": "{x}"}, "monitor must be"),
        ({"mode": "best"}, "mode must be"),
        ({"patience": 0}, "patience must be"),
    ]:
        with pytest.raises(ValueError, match=message):
            standard_callbacks("run", **options)


def test_bad_networks_are_named() -> None:
    with pytest.raises(LookupError, match=r"'Bilinear'; registered: .*Linear"):
        Classifier(nn.Bilinear, num_classes=3)
    with pytest.raises(TypeError, match="with a name"):
        network(lambda: nn.Linear(1, 1))
    with pytest.raises(ValueError, match="'Linear', which torch"):
        network(type("Linear", (nn.Linear,), {}))
    for value in (torch.zeros(1), (1, 2), {1: 2}, [{"deep": {1, 2}}], Path()):
        with pytest.raises(TypeError, match=r"arguments\['out_features'\].* must"):
            Classifier(nn.Linear, {"in_features": 1, "out_features": value}, num_classes=3)
    for module, message in [(nn.ReLU(), "at least one parameter"), (nn.LazyLinear(3), "a lazy LazyLinear")]:
        with pytest.raises(ValueError, match=message):
            parameter_groups(module, 0.1)
    with pytest.raises(ValueError, match="weight_decay must be at least 0"):
        parameter_groups(nn.Linear(1, 1), -0.1)
