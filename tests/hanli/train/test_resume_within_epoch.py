"""A run that was cut off anywhere within an epoch is, resumed, the run that was not, to the last bit."""

from __future__ import annotations

import random
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.optim.lr_scheduler import OneCycleLR, StepLR
from torch.utils.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    Dataset,
    RandomSampler,
    Sampler,
    SequentialSampler,
    Subset,
    TensorDataset,
    WeightedRandomSampler,
)

from hanli.train import Callback, Checkpoint, EarlyStopping, History, PerStep, Run, fit

LOSS = nn.CrossEntropyLoss()


class Noisy(Dataset[tuple[Tensor, int]]):
    """Draws from a generator of its own, and from those of everybody."""

    def __init__(self, rng: Any, samples: int = 12) -> None:
        self.transforms = [{"noise": rng}]
        self.samples = samples

    def __len__(self) -> int:
        return self.samples

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        rng: Any = self.transforms[0]["noise"]
        own = float(torch.rand((), generator=rng) if isinstance(rng, torch.Generator) else rng.random())
        everybody = random.random() + np.random.rand() + float(torch.rand(()))
        return torch.tensor([own, everybody, index % 3, 1.0]), index % 2


class Lazily(Sampler[list[int]]):
    """Batches drawn one by one, of different sizes."""

    def __init__(self, samples: int) -> None:
        self.samples = samples
        self.dice = random.Random(5)

    def __iter__(self) -> Iterator[list[int]]:
        left = list(range(self.samples))
        while left:
            size = min(self.dice.randint(1, 4), len(left))
            yield [left.pop(self.dice.randrange(len(left))) for _ in range(size)]


def plain(samples: int) -> TensorDataset:
    generator = torch.Generator().manual_seed(3)
    return TensorDataset(
        torch.randn(samples, 4, generator=generator), torch.randint(2, (samples,), generator=generator)
    )


GENERATORS: dict[str, Callable[[], Any]] = {
    "default_rng": lambda: np.random.default_rng(0),
    "Philox": lambda: np.random.Generator(np.random.Philox(0)),
    "SFC64": lambda: np.random.Generator(np.random.SFC64(0)),
    "MT19937": lambda: np.random.Generator(np.random.MT19937(0)),
    "RandomState": lambda: np.random.RandomState(0),
    "Random": lambda: random.Random(0),
    "torch": lambda: torch.Generator().manual_seed(0),
}

LOADERS: dict[str, Callable[[int], Any]] = {
    "list": lambda n: list(zip(plain(n).tensors[0].split(3), plain(n).tensors[1].split(3), strict=True)),
    "shuffled": lambda n: DataLoader(plain(n), 3, shuffle=True),
    "own generator": lambda n: DataLoader(plain(n), 3, shuffle=True, generator=torch.Generator().manual_seed(1)),
    "replacement": lambda n: DataLoader(
        plain(n), 2, sampler=RandomSampler(plain(n), replacement=True, generator=torch.Generator().manual_seed(1))
    ),
    "weighted": lambda n: DataLoader(plain(n), 2, sampler=WeightedRandomSampler([1.0 + i for i in range(n)], n)),
    "batch sampler": lambda n: DataLoader(
        plain(n), batch_sampler=BatchSampler(SequentialSampler(plain(n)), 4, drop_last=False)
    ),
    "lazy batch sampler": lambda n: DataLoader(plain(n), batch_sampler=Lazily(n)),
    **{
        f"noisy {name}": lambda n, make=make: DataLoader(Noisy(make(), n), 3, shuffle=True)
        for name, make in GENERATORS.items()
    },  # type: ignore[misc]
    "noisy parts": lambda n: DataLoader(
        ConcatDataset([Subset(Noisy(np.random.default_rng(1), n), range(n // 2)), Noisy(random.Random(2), n - n // 2)]),
        3,
        shuffle=True,
    ),
}


class Cut(Callback):
    """Ends a run after a step, in one of the ways in which runs end."""

    def __init__(self, step: int | None, error: type[BaseException] = KeyboardInterrupt) -> None:
        self.step = step
        self.error = error

    def after_step(self, run: Run) -> None:
        if run.step == self.step:
            raise self.error


class Average(Callback):
    """Has a state that each step changes."""

    value: float = 0.0

    def before_fit(self, run: Run) -> None:
        self.value = 0.0

    def after_step(self, run: Run) -> None:
        self.value = 0.9 * self.value + float(next(run.model.parameters()).detach().sum())

    def state_dict(self) -> dict[str, Any]:
        return {"value": self.value}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.value = state["value"]


class Sharing(nn.Module):
    """Drops out by torch's generator, and by one of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8), nn.Dropout(0.3), nn.Linear(8, 2))
        self.generator = torch.Generator().manual_seed(4)

    def forward(self, inputs: Tensor) -> Tensor:
        inputs = inputs + 0.1 * torch.rand(inputs.shape, generator=self.generator)
        outputs: Tensor = self.net(torch.cat([inputs, inputs]))[: len(inputs)]  # never one sample: BatchNorm
        return outputs


def go(
    folder: Path,
    loader: Any,
    *,
    seed: int = 0,
    cut: Callback | None = None,
    every_steps: int | None = None,
    schedule: str = "none",
    validate: bool = True,
    **options: Any,
) -> tuple[History, dict[str, Any]]:
    """A run as in a new process: with `seed` other than 0, every generator is somewhere else."""
    torch.manual_seed(0)
    model = Sharing()
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.02)
    scheduler: Any = None
    if schedule == "each step":
        scheduler = PerStep(OneCycleLR(optimizer, 0.1, total_steps=200))
    elif schedule == "each epoch":
        scheduler = StepLR(optimizer, 1, 0.5)
    average = Average()
    callbacks = [average, *([cut] if cut else []), *([EarlyStopping(9)] if validate else [])]
    history = fit(
        model,
        loader,
        loss=LOSS,
        optimizer=optimizer,
        scheduler=scheduler,
        val_loader=DataLoader(Noisy(np.random.default_rng(9), 5), 2) if validate else None,
        callbacks=[*callbacks, Checkpoint(folder, resume=True, every_steps=every_steps)],
        device="cpu",
        **options,
    )
    drawn = [random.random(), float(np.random.rand()), float(torch.rand(()))]
    end = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average.value, "drawn": drawn}
    return history, end


def same(one: Any, other: Any) -> bool:
    """Equal to the last bit, nan included."""
    if isinstance(one, Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    return bool(one == other)


def check(make: Callable[[], Any], cuts: list[Cut], *, every_steps: int | None = None, **options: Any) -> None:
    """The run as a whole, and cut off at each of some steps, one after the other."""
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Detected call of `lr_scheduler.step")
        folder = Path(name)
        expected, end = go(folder / "whole", make(), **options)
        for number, cut in enumerate(cuts):
            with pytest.raises(cut.error):
                go(folder / "cut", make(), seed=number, cut=cut, every_steps=every_steps, **options)
        history, found = go(folder / "cut", make(), seed=77, **options)
        assert history == expected
        assert same(end, found)


@settings(max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_cut_off_at_any_step_a_run_goes_on_bit_for_bit(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(LOADERS)))
    samples = data.draw(st.integers(8, 17))
    accumulate = data.draw(st.integers(1, 3))
    options: dict[str, Any] = {
        "accumulate": accumulate,
        "epochs": data.draw(st.integers(1, 3)),
        "schedule": data.draw(st.sampled_from(["none", "each step", "each epoch"])),
        "validate": data.draw(st.booleans()),
        "clip": data.draw(st.sampled_from([None, 1.0])),
    }
    if data.draw(st.booleans()):
        options["steps_per_epoch"] = data.draw(st.integers(1, 9))
    elif kind == "lazy batch sampler":
        options["accumulate"] = 1
    steps = options["epochs"] * options.get("steps_per_epoch", 1)
    first = data.draw(st.integers(1, steps))
    cuts = [Cut(first)]
    if first < steps and data.draw(st.booleans()):
        cuts.append(Cut(data.draw(st.integers(first + 1, steps))))
    check(lambda: LOADERS[kind](samples), cuts, **options)


@pytest.mark.parametrize("kind", LOADERS)
def test_every_kind_of_loader(kind: str) -> None:
    check(lambda: LOADERS[kind](13), [Cut(3), Cut(6)], epochs=3, validate=False)


@pytest.mark.parametrize(("every_steps", "crash"), [(1, 5), (3, 7), (4, 8)])
def test_what_was_written_every_n_steps_goes_on_after_a_crash(every_steps: int, crash: int) -> None:
    check(lambda: LOADERS["noisy torch"](14), [Cut(crash, RuntimeError)], every_steps=every_steps, epochs=3)


@pytest.mark.parametrize("persistent", [False, True])
def test_with_workers(persistent: bool) -> None:
    """Workers draw from the generators of everybody, seeded anew with each pass; those that live on are not."""
    dataset = plain(14) if persistent else Noisy(random.Random(1), 14)

    def make() -> DataLoader[Any]:
        return DataLoader(dataset, 3, shuffle=True, num_workers=2, persistent_workers=persistent)

    check(make, [Cut(3), Cut(7)], epochs=2, validate=False)


def test_a_generator_in_persistent_workers_is_told(tmp_path: Path) -> None:
    def make() -> DataLoader[Any]:
        return DataLoader(Noisy(random.Random(1), 6), 3, num_workers=1, persistent_workers=True)

    go(tmp_path, make(), epochs=1)
    with pytest.warns(
        UserWarning, match=r"train_loader\.dataset\.transforms\[0\]\['noise'\] lives in persistent workers"
    ):
        go(tmp_path, make(), epochs=2)


def test_other_data_are_refused_within_an_epoch_and_taken_between_two(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, LOADERS["shuffled"](12), epochs=3, cut=Cut(6))
    for other, told in {
        "fewer": (DataLoader(plain(6), 3, shuffle=True), "have batches as in .*within an epoch, 4, got 2"),
        "size": (DataLoader(plain(8), 2, shuffle=True), "have batch_size as in .*, 3, got 2"),
        "samples": (DataLoader(plain(11), 3, shuffle=True), "have samples as in .*, 12, got 11"),
    }.values():
        with pytest.raises(ValueError, match=told):
            go(tmp_path, other, epochs=3)
    go(tmp_path, LOADERS["shuffled"](12), epochs=3)
    history, _ = go(tmp_path, LOADERS["shuffled"](20), epochs=4)
    assert len(history.epochs) == 4


class Stream:
    """Never ends, does not tell its length, and begins anew with each iteration."""

    def __init__(self, length: int | None = None) -> None:
        self.length = length

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        dice = torch.Generator().manual_seed(2)
        step = 0
        while self.length is None or step < self.length:
            yield torch.randn(3, 4, generator=dice), torch.randint(2, (3,), generator=dice)
            step += 1


@pytest.mark.parametrize("cuts", [[1], [4], [3, 9], [8, 9, 10]])
def test_an_endless_stream_goes_on_where_it_was(cuts: list[int]) -> None:
    check(Stream, [Cut(step) for step in cuts], epochs=3, steps_per_epoch=4)


def test_a_stream_that_has_become_shorter_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, Stream(), epochs=3, steps_per_epoch=4, cut=Cut(6))
    with pytest.raises(ValueError, match="had used 6 batches of it, got only 2"):
        go(tmp_path, Stream(2), epochs=3, steps_per_epoch=4)


def test_an_iterator_goes_on_where_it_is_and_says_so(tmp_path: Path) -> None:
    stream = iter(Stream())
    whole, _ = go(tmp_path / "whole", iter(Stream()), epochs=3, steps_per_epoch=4)
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path / "cut", stream, epochs=3, steps_per_epoch=4, cut=Cut(6))
    with pytest.warns(UserWarning, match="train_loader is an iterator.*goes on where it is, and the 6 batches"):
        history, _ = go(tmp_path / "cut", stream, epochs=3, steps_per_epoch=4)
    assert history == whole, "it is the same iterator, so the data are those that come next"
