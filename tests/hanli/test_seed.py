"""hanli.seed: the same seed, the same numbers; afterwards everything is where it was."""

from __future__ import annotations

import functools
import inspect
import random
from collections.abc import AsyncIterator, Callable, Iterator

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.utils.data import DataLoader, Dataset

from hanli.seed import MAX_SEED, seed_all, seeded

SEEDS = st.integers(0, MAX_SEED)


def draw() -> tuple[float, float, float]:
    """One number of each library."""
    return random.random(), float(np.random.rand()), torch.rand((), dtype=torch.float64).item()


def states() -> tuple[object, object, object, int]:
    """All that the three libraries remember, in a form that can be compared."""
    numpy_state = np.random.get_state(legacy=False)
    numbers = numpy_state.pop("state")
    numpy_parts = (*numpy_state.items(), numbers["key"].tobytes(), numbers["pos"])
    return (
        random.getstate(),
        numpy_parts,
        torch.get_rng_state().numpy().tobytes(),
        torch.initial_seed(),
    )


@pytest.fixture(autouse=True)
def _leave_no_trace() -> Iterator[None]:
    before = random.getstate(), np.random.get_state(), torch.get_rng_state()
    yield
    random.setstate(before[0])
    np.random.set_state(before[1])
    torch.set_rng_state(before[2])


@given(SEEDS)
def test_seed_all_is_the_three_seedings_by_hand(seed: int) -> None:
    seed_all(seed)
    ours = states()
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    assert ours == states()


def test_the_published_numbers() -> None:
    seed_all(1640)
    assert random.random() == 0.7930380442045931
    assert np.random.rand(2).round(8).tolist() == [0.80704771, 0.84213002]
    assert torch.equal((torch.rand(2) * 1e4).round(), torch.tensor([6042.0, 5656.0]))


@pytest.mark.parametrize("seed", [np.int64(7), np.uint32(7), np.array(7), torch.tensor(7)])
def test_whole_numbers_of_other_libraries_are_taken(seed: object) -> None:
    seed_all(7)
    expected = states()
    seed_all(seed)  # type: ignore[arg-type]
    assert states() == expected


@pytest.mark.parametrize("use", [seed_all, lambda seed: seeded(seed).__enter__()])
@pytest.mark.parametrize(
    ("seed", "error", "given"),
    [
        (-1, ValueError, "-1"),
        (MAX_SEED + 1, ValueError, "4294967296"),
        (np.int64(-5), ValueError, "-5"),
        (True, TypeError, "the bool True"),
        (np.True_, TypeError, "True"),
        (1.0, TypeError, "1.0 of type float"),
        ("1640", TypeError, "'1640' of type str"),
        (None, TypeError, "None of type NoneType"),
    ],
)
def test_a_wrong_seed_is_named_and_changes_nothing(
    use: Callable[[object], None], seed: object, error: type[Exception], given: str
) -> None:
    before = states()
    with pytest.raises(error) as caught:
        use(seed)
    message = str(caught.value)
    assert message.startswith("seed must be a whole number from 0 to 4294967295, got ")
    assert given in message
    assert states() == before


def _reseed(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)


def _normal(_: int) -> None:
    """Odd numbers of normal draws leave a second one waiting inside the generator."""
    random.gauss(0, 1)
    np.random.normal()
    torch.randn(1)


def _nested(seed: int) -> None:
    before = states()
    with seeded(seed):
        draw()
    assert states() == before


BODIES = st.lists(st.tuples(st.sampled_from([lambda _: draw(), _reseed, _normal, _nested]), SEEDS), max_size=6)


@given(start=SEEDS, seed=SEEDS, prefix=BODIES, body=BODIES)
def test_whatever_the_body_does_the_state_comes_back(
    start: int,
    seed: int,
    prefix: list[tuple[Callable[[int], object], int]],
    body: list[tuple[Callable[[int], object], int]],
) -> None:
    seed_all(start)
    for step, argument in prefix:
        step(argument)
    before = states()
    with seeded(seed):
        inside = states()
        for step, argument in body:
            step(argument)
    assert states() == before
    seed_all(seed)
    assert inside == states()


def test_an_error_in_the_body_passes_through_and_the_state_comes_back() -> None:
    before = states()
    with pytest.raises(KeyError, match="trouble"), seeded(1):
        draw()
        raise KeyError("trouble")
    assert states() == before


def test_as_a_decorator_every_call_starts_anew() -> None:
    @seeded(1640)
    def throw() -> tuple[float, float, float]:
        return draw()

    before = states()
    assert throw() == throw()
    assert states() == before


def test_a_block_can_be_used_again_and_inside_itself() -> None:
    block = seeded(1640)
    before = states()
    with block:
        first = draw()
        with block:
            assert draw() == first
        assert draw() != first
    with block:
        assert draw() == first
    assert states() == before


def _numbers() -> Iterator[float]:
    yield random.random()


async def _number() -> float:
    return random.random()


async def _stream() -> AsyncIterator[float]:
    yield random.random()


@pytest.mark.parametrize("deferred", [_numbers, _number, _stream])
def test_what_runs_after_its_call_is_refused(deferred: Callable[[], object]) -> None:
    for refused in (deferred, functools.partial(deferred)):
        with pytest.raises(TypeError, match=r"seeded must decorate a function that does its work in the call, got .*_"):
            seeded(7)(refused)
    before = states()
    result = deferred()
    with pytest.raises(TypeError, match="a generator or coroutine, which works later: use `with seeded"):
        seeded(7)(lambda: result)()
    assert states() == before
    if inspect.iscoroutine(result):
        result.close()


class FakeCuda:
    """Two CUDA devices without CUDA: torch's functions on top of two CPU generators."""

    def __init__(self, patch: pytest.MonkeyPatch, running: bool) -> None:
        self.running = running
        self.asked_driver = False
        self.generators = [torch.Generator(), torch.Generator()]
        patch.setattr(torch.accelerator, "current_accelerator", self.current_accelerator)
        for name in ("is_initialized", "get_rng_state", "set_rng_state", "manual_seed_all"):
            patch.setattr(torch.cuda, name, getattr(self, name))
        patch.setattr(torch.cuda, "device_count", lambda: 2)
        patch.setattr(torch.cuda, "is_available", self.is_available)

    def current_accelerator(self, check_available: bool = False) -> torch.device:
        self.asked_driver |= check_available
        return torch.device("cuda")

    def is_available(self) -> bool:
        self.asked_driver = True
        return True

    def is_initialized(self) -> bool:
        return self.running

    def get_rng_state(self, device: int) -> torch.Tensor:
        self.running = True  # as the real one: it starts CUDA
        return self.generators[device].get_state()

    def set_rng_state(self, state: torch.Tensor, device: int) -> None:
        self.generators[device].set_state(state)

    def manual_seed_all(self, seed: int) -> None:
        for generator in self.generators:
            generator.manual_seed(seed)

    def draw(self) -> list[float]:
        self.running = True
        return [torch.rand((), generator=generator).item() for generator in self.generators]


def test_all_devices_in_use_are_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    cuda = FakeCuda(monkeypatch, running=True)
    seed_all(3)
    cuda.generators[1].manual_seed(4)
    cuda.draw()
    before = [generator.get_state().numpy().tobytes() for generator in cuda.generators]
    with seeded(1640):
        assert {generator.initial_seed() for generator in cuda.generators} == {1640}
        cuda.draw()
        torch.manual_seed(9)
    assert [generator.get_state().numpy().tobytes() for generator in cuda.generators] == before


def test_a_device_not_in_use_is_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    cuda = FakeCuda(monkeypatch, running=False)
    with seeded(1640):
        draw()
    assert not cuda.running
    assert not cuda.asked_driver


@pytest.mark.parametrize("seed", [0, 1640, MAX_SEED])
def test_a_device_that_starts_inside_ends_as_if_it_had_not(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    cuda = FakeCuda(monkeypatch, running=False)
    seed_all(seed)
    expected = cuda.draw()
    cuda.running = False
    seed_all(seed)
    before = states()
    with seeded(5), seeded(6):
        cuda.draw()
    assert states() == before
    assert cuda.draw() == expected


def test_without_any_accelerator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda *_, **__: None)
    before = states()
    with seeded(1640):
        draw()
    assert states() == before


def test_an_accelerator_with_nothing_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """MPS has no `is_initialized`: what counts is whether it is there."""
    generator = torch.Generator()
    patches: dict[str, object] = {
        "is_available": lambda: True,
        "device_count": lambda: 1,
        "get_rng_state": lambda device: generator.get_state(),
        "set_rng_state": lambda state, device: generator.set_state(state),
        "manual_seed": generator.manual_seed,
    }
    for name, replacement in patches.items():
        monkeypatch.setattr(torch.mps, name, replacement, raising=False)
    monkeypatch.setattr(torch.accelerator, "current_accelerator", lambda *_, **__: torch.device("mps"))
    before = generator.get_state().numpy().tobytes()
    with seeded(1640):
        assert generator.initial_seed() == 1640
        torch.rand((), generator=generator)
    assert generator.get_state().numpy().tobytes() == before


class _Dice(Dataset[torch.Tensor]):
    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> torch.Tensor:
        return torch.tensor(draw(), dtype=torch.float64)


def test_torch_seeds_the_workers_itself() -> None:
    """Why hanli has no worker seeding: this is torch's own, and it covers all three libraries."""

    def epoch() -> torch.Tensor:
        loader = DataLoader(_Dice(), batch_size=2, num_workers=2)
        return torch.stack(list(loader))

    with seeded(1640):
        first = epoch()
    with seeded(1640):
        second = epoch()
    assert torch.equal(first, second)
    assert not (first[0] == first[1]).any(), "two workers drew the same numbers"
