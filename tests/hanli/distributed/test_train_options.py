"""hanli.distributed.train: accumulation with one message a step, precision, validation, workers, unused and tied weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.distributed.algorithms.ddp_comm_hooks.default_hooks import allreduce_hook
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict
from torch.distributed.fsdp import MixedPrecisionPolicy
from torch.distributed.tensor import DTensor
from torch.distributed.tensor.debug import CommDebugMode
from torch.utils.data import DataLoader, Dataset, TensorDataset

from hanli import train as alone
from hanli.distributed import EvaluationSampler, ProcessFailedError, join, launch, spread, train
from hanli.memory import StepInBackward
from hanli.train import Scores

pytestmark = pytest.mark.xdist_group("distributed")

torch.optim.AdamW([torch.zeros(1)])  # imports much, here once and not in each forked process
LOSS = nn.CrossEntropyLoss()


class Blocks(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(nn.Linear(8, 8) for _ in range(2))
        self.head = nn.Linear(8, 4)

    def forward(self, inputs: Tensor) -> Tensor:
        for block in self.blocks:
            inputs = block(inputs).tanh()
        return self.head(inputs)  # type: ignore[no-any-return]


def make_data(kind: str = "plain", samples: int = 26) -> TensorDataset:
    """`padded`: more and more targets are ignored, in the end all of a share."""
    generator = torch.Generator().manual_seed(7)
    inputs = torch.randn(samples, 8, generator=generator).double()
    targets = torch.randint(4, (samples,), generator=generator)
    if kind == "padded":
        targets[torch.arange(samples) % 5 > 1] = -100
    return TensorDataset(inputs, targets)


def weigh_by_class(scores: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    weights = torch.tensor([1.0, 3.0, 0.5, 2.0]).double()
    total = nn.functional.cross_entropy(scores, targets, weights, reduction="sum")
    return total, (weights[targets.clamp(min=0)] * (targets != -100)).sum()


def whole(model: nn.Module) -> dict[str, Tensor]:
    return get_model_state_dict(model, options=StateDictOptions(full_state_dict=True))


# --- accumulation


def learn(how: Any, kind: str, loss: Any, batch_size: int, accumulate: int) -> tuple[list[float], dict[str, Tensor]]:
    with join("cpu", timeout=60) as world:
        torch.manual_seed(1)
        model = spread(Blocks().double(), world, how)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        losses = train(
            model, make_data(kind), loss=loss, optimizer=optimizer, world=world,
            batch_size=batch_size, accumulate=accumulate, epochs=2, clip=0.5,
        )  # fmt: skip
        return losses, whole(model)


@pytest.mark.parametrize("how", ["ddp", "fsdp"])
@pytest.mark.parametrize(("kind", "loss"), [("plain", LOSS), ("padded", LOSS), ("padded", weigh_by_class)])
def test_several_batches_have_the_gradient_of_one_large_batch(how: str, kind: str, loss: Any) -> None:
    expected = launch(learn, "ddp", kind, loss, 12, 1, processes=1)[0]
    for losses, weights in launch(learn, how, kind, loss, 4, 3, processes=2):
        assert losses == pytest.approx(expected[0], rel=1e-10)
        torch.testing.assert_close(weights, expected[1], rtol=1e-9, atol=1e-11)


def count_messages(how: Any, accumulate: int) -> tuple[int, int]:
    sent = []
    with join("cpu", timeout=60) as world:
        model: Any = spread(Blocks().double(), world, how)
        if how == "ddp":

            def count(state: Any, bucket: Any) -> Any:
                sent.append(bucket.index())
                return allreduce_hook(state, bucket)

            count.__annotations__.clear()  # DDP compares them, and here they are texts
            model.register_comm_hook(None, count)
        options: dict[str, Any] = {"optimizer": torch.optim.SGD(model.parameters()), "batch_size": 4, "epochs": 1}
        with CommDebugMode() as seen:
            losses = train(model, make_data(), loss=LOSS, world=world, accumulate=accumulate, **options)
        scattered = sum(number for kind, number in seen.get_comm_counts().items() if "reduce_scatter" in str(kind))
        return len(losses), len(sent) + scattered


@pytest.mark.parametrize(("how", "messages"), [("ddp", 1), ("fsdp", 3)])
def test_gradients_are_sent_once_a_step(how: str, messages: int) -> None:
    for accumulate, steps in ((1, 6), (3, 2), (4, 2)):  # the last step of 6 batches in fours has 2
        for found in launch(count_messages, how, accumulate, processes=2):
            assert found == (steps, steps * messages)


def resume(folder: Path, stop: int | None, accumulate: int = 2) -> tuple[list[float], dict[str, Tensor]]:
    with join("cpu", timeout=60) as world:
        torch.manual_seed(1)
        model = spread(Blocks().double(), world)

        def after_step(step: int) -> None:
            if step == stop:
                raise KeyboardInterrupt

        options: dict[str, Any] = {"optimizer": torch.optim.AdamW(model.parameters()), "batch_size": 4, "epochs": 2}
        options |= {"folder": folder, "every": 1, "after_step": after_step, "world": world}
        losses = train(model, make_data("padded", 23), loss=LOSS, accumulate=accumulate, **options)
        return losses, whole(model)


def test_an_accumulated_run_goes_on_in_mid_epoch(tmp_path: Path) -> None:
    """5 batches an epoch make 3 steps, the last of them of one batch."""
    expected = launch(resume, tmp_path / "calm", None, processes=2)[0]
    assert len(expected[0]) == 6
    for step in (2, 4):
        with pytest.raises(ProcessFailedError, match="KeyboardInterrupt"):
            launch(resume, tmp_path / "cut", step, processes=2)
    losses, weights = launch(resume, tmp_path / "cut", None, processes=2)[0]
    assert losses == expected[0]
    assert all(torch.equal(weights[name], weight) for name, weight in expected[1].items())
    with pytest.raises(ProcessFailedError, match="accumulate must be as in the run to be continued, 2, got 3"):
        launch(resume, tmp_path / "cut", None, 3, processes=2)


# --- precision


def note_dtypes(how: Any) -> tuple[set[torch.dtype], set[torch.dtype]]:
    with join("cpu", timeout=60) as world:
        torch.manual_seed(1)
        inner = Blocks()
        seen: set[torch.dtype] = set()
        inner.head.register_forward_hook(lambda _, __, outputs: seen.add(outputs.dtype))
        policy = MixedPrecisionPolicy(torch.bfloat16, torch.float32) if how == "fsdp" else None
        model = spread(inner, world, how, policy=policy)
        inputs, targets = make_data().tensors
        batches = DataLoader(TensorDataset(inputs.float(), targets), 13)
        train(
            model, TensorDataset(inputs.float(), targets), loss=LOSS, world=world, batch_size=4, epochs=1,
            optimizer=torch.optim.SGD(model.parameters()), precision="bf16" if how == "ddp" else "fp32",
            val_loader=batches, accumulate=2,
        )  # fmt: skip
        return seen, {parameter.dtype for parameter in model.parameters()}


@pytest.mark.parametrize("how", ["ddp", "fsdp"])
def test_training_and_validation_compute_in_bf16_and_weights_stay_fp32(how: str) -> None:
    assert launch(note_dtypes, how, processes=2)[0] == ({torch.bfloat16}, {torch.float32})


# --- validation


def validated(batch: int, epochs: int) -> tuple[list[tuple[int, Scores | None]], Scores]:
    with join("cpu", timeout=60) as world:
        torch.manual_seed(1)
        model = spread(Blocks().double(), world)
        data, told = make_data("padded", 17), []
        loader = DataLoader(data, batch, sampler=EvaluationSampler(17, world))
        train(
            model, make_data(), loss=LOSS, world=world, batch_size=4, epochs=epochs, val_loader=loader,
            optimizer=torch.optim.SGD(model.parameters(), lr=0.1), metrics={"certain": certainty},
            after_epoch=lambda epoch, scores: told.append((epoch, scores)),
        )  # fmt: skip
        return told, alone.evaluate(model.module, DataLoader(data, 17), LOSS, metrics={"certain": certainty})  # type: ignore[arg-type]


def certainty(outputs: Tensor, targets: Tensor) -> Tensor:
    return outputs.softmax(1).amax(1).mean()


def test_validation_counts_each_sample_of_all_processes_once() -> None:
    (told, expected), (same, _) = launch(validated, 4, 2, processes=2)  # 9 samples here, 8 there
    assert told == same
    assert [epoch for epoch, _ in told] == [1, 2]
    scores = told[-1][1]
    assert (scores.samples, scores.accuracy) == (17, expected.accuracy)
    assert scores.loss == pytest.approx(expected.loss, rel=1e-10)
    assert scores.metrics == pytest.approx(expected.metrics, rel=1e-10)


def test_what_only_validation_shows_is_refused_before_the_first_step() -> None:
    with join("cpu") as world:
        model = spread(Blocks().double(), world)
        before = {name: weight.clone() for name, weight in model.state_dict().items()}
        options: dict[str, Any] = {"loss": LOSS, "world": world, "batch_size": 4, "epochs": 1}
        options |= {"optimizer": torch.optim.SGD(model.parameters(), lr=0.1)}
        data = make_data()
        with pytest.raises(TypeError, match=r"^a batch must be a pair"):
            train(model, data, val_loader=[{"x": 1}], **options)
        with pytest.raises(ValueError, match=r"^metrics are measured in validation"):
            train(model, data, metrics={"certain": certainty}, **options)
        with pytest.raises(ValueError, match=r"^precision must be 'fp32' or 'bf16', got 'fp16'"):
            train(model, data, precision="fp16", **options)  # type: ignore[arg-type]
        for name, least, given in (("accumulate", 1, 0), ("workers", 0, -1)):
            with pytest.raises(ValueError, match=f"^{name} must be at least {least}, got {given}"):
                train(model, data, **{name: given}, **options)
        cut = spread(nn.Sequential(nn.Linear(8, 8), nn.Linear(8, 8)).double(), world, "fsdp")
        with pytest.raises(ValueError, match=r"for a model of 'fsdp', got 'bf16': pass policy="):
            train(cut, data, precision="bf16", **options)
        with (
            StepInBackward(cut, lambda p: torch.optim.SGD(p, lr=0.1)),
            pytest.raises(RuntimeError, match=r"^model steps inside backward.*use accumulate=1"),
        ):
            train(cut, data, accumulate=2, **options)
        assert all(torch.equal(before[name], weight) for name, weight in model.state_dict().items())


# --- workers


class Dice(Dataset[tuple[Tensor, Tensor]]):
    """A data set that draws by chance, as augmentation does, and tells what."""

    def __len__(self) -> int:
        return 26

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return torch.rand(8).double(), torch.tensor(index % 4)


def load_with(workers: int, folder: Path | None = None, epochs: int = 2) -> tuple[list[float], list[float]]:
    with join("cpu", timeout=60) as world:
        torch.manual_seed(1)
        inner, drawn = Blocks().double(), []
        inner.register_forward_pre_hook(lambda _, inputs: drawn.extend(inputs[0][:, 0].tolist()))
        model = spread(inner, world)
        options: dict[str, Any] = {"optimizer": torch.optim.SGD(model.parameters(), lr=0.1), "world": world}
        options |= {"batch_size": 4, "epochs": epochs, "workers": workers, "folder": folder}
        return train(model, Dice(), loss=LOSS, **options), drawn


def test_workers_load_for_each_process_with_chance_of_their_own_and_end(tmp_path: Path) -> None:
    found = launch(load_with, 2, processes=2)
    assert found[0][0] == found[1][0]
    drawn = found[0][1] + found[1][1]
    assert len(set(drawn)) == len(drawn) == 2 * 24, "processes, workers or epochs have the same dice"
    assert launch(load_with, 2, tmp_path, 1, processes=2)[0][0] == found[0][0][:6]
    assert launch(load_with, 2, tmp_path, 2, processes=2)[0][0] == found[0][0], "continued at the end of an epoch"


# --- unused and tied weights


class Sometimes(nn.Module):
    """Its second half has no part from the given step on."""

    def __init__(self, until: int) -> None:
        super().__init__()
        self.until, self.calls = until, 0
        self.used, self.late = nn.Linear(8, 4), nn.Linear(8, 4)

    def forward(self, inputs: Tensor) -> Tensor:
        self.calls += 1
        outputs = self.used(inputs)
        return outputs + self.late(inputs) if self.calls <= self.until else outputs  # type: ignore[no-any-return]


UNUSED = r"model has parameters without a gradient in process \d, got none for 'late\.weight', 'late\.bias': .*find_unused=True"


def train_sometimes(until: int, find_unused: bool, accumulate: int, folder: Path) -> list[float]:
    with join("cpu", timeout=60) as world:
        model = spread(Sometimes(until).double(), world, find_unused=find_unused)
        options: dict[str, Any] = {"optimizer": torch.optim.SGD(model.parameters()), "batch_size": 4, "epochs": 1}
        options |= {"folder": folder, "every": 1, "accumulate": accumulate}
        return train(model, make_data(), loss=LOSS, world=world, **options)


@pytest.mark.parametrize(("until", "accumulate"), [(0, 1), (3, 1), (0, 2)])
def test_unused_parameters_are_named_before_a_step_is_taken_with_them(
    until: int, accumulate: int, tmp_path: Path
) -> None:
    with pytest.raises(ProcessFailedError, match=UNUSED):
        launch(train_sometimes, until, False, accumulate, tmp_path, processes=2)
    assert sorted(path.name for path in tmp_path.glob("step-*")) == [f"step-{step:08d}" for step in (2, 3) if until]
    assert len(launch(train_sometimes, 0, True, accumulate, tmp_path / "told", processes=2)[0]) == 6 // accumulate


def loop_by_hand() -> int:
    with join("cpu", timeout=60) as world:
        model = spread(Sometimes(1), world)
        with pytest.raises(RuntimeError, match=UNUSED):
            for _ in range(4):
                model(torch.ones(2, 8)).sum().backward()
        return model.module.calls  # type: ignore[union-attr, return-value]


def test_a_loop_by_hand_gets_the_names_too() -> None:
    assert launch(loop_by_hand, processes=2) == [2, 2]


class Tied(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(10, 16)
        self.blocks = nn.Sequential(*(nn.Linear(16, 16) for _ in range(3)))
        self.head = nn.Linear(16, 10, bias=False)
        self.head.weight = self.embedding.weight

    def forward(self, tokens: Tensor) -> Tensor:
        return self.head(self.blocks(self.embedding(tokens))).mean(1)  # type: ignore[no-any-return]


TOKENS = TensorDataset(torch.arange(48).reshape(16, 3) % 10, torch.arange(16) % 10)


def learn_tied(how: Any, folder: Path, epochs: int) -> tuple[list[float], dict[str, Tensor], bool]:
    with join("cpu", timeout=60) as world:
        torch.manual_seed(3)
        inner = Tied().double()
        model = spread(inner, world, how)
        options: dict[str, Any] = {"optimizer": torch.optim.AdamW(model.parameters(), lr=0.01), "batch_size": 4}
        losses = train(model, TOKENS, loss=LOSS, world=world, epochs=epochs, folder=folder, **options)
        found = {name: w.full_tensor() if isinstance(w, DTensor) else w for name, w in inner.named_parameters()}
        return losses, {name: w.detach() for name, w in found.items()}, inner.head.weight is inner.embedding.weight


@pytest.mark.parametrize("how", ["ddp", "fsdp"])
def test_tied_weights_stay_tied_and_one_process_goes_on_with_them(how: str, tmp_path: Path) -> None:
    expected = launch(learn_tied, "ddp", tmp_path / "one", 3, processes=1)[0]
    found = launch(learn_tied, how, tmp_path / "two", 2, processes=2)[0]
    assert found[2]
    assert found[0] == pytest.approx(expected[0][:8], rel=1e-9)
    losses, weights, tied = launch(learn_tied, "ddp", tmp_path / "two", 3, processes=1)[0]
    assert tied
    assert losses == pytest.approx(expected[0], rel=1e-9)
    torch.testing.assert_close(weights, expected[1], rtol=1e-8, atol=1e-10)
