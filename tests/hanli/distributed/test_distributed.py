"""Two real processes on this machine: the same numbers as one, each sample once, and nothing lost to `kill -9`."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest
import torch
import torch.distributed as dist
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.distributed.checkpoint import filesystem
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict
from torch.distributed.tensor import DTensor
from torch.optim.lr_scheduler import ReduceLROnPlateau
from torch.utils.data import DataLoader, TensorDataset

from hanli import train as alone
from hanli.distributed import (
    Checkpoints,
    EvaluationSampler,
    ProcessFailedError,
    TrainingSampler,
    World,
    evaluate,
    find_complete_checkpoints,
    join,
    launch,
    spread,
    train,
)
from hanli.distributed import checkpoints as checkpoints_module
from hanli.distributed import processes as processes_module
from hanli.distributed import world as world_module
from hanli.train import NonFiniteLossError

pytestmark = pytest.mark.xdist_group("distributed")

torch.optim.AdamW([torch.zeros(1)])  # imports much, here once and not in each forked process
LOSS = nn.CrossEntropyLoss()


def world_of(rank: int, size: int) -> World:
    return World(rank, rank, size, torch.device("cpu"), "gloo")


def network() -> nn.Module:
    return nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.Tanh(), nn.Dropout(0.5), nn.Linear(16, 4))


def spread_network(world: World, how: Any) -> Any:
    """Its first layer holds more than half of the parameters, so the units are named."""
    model = network()
    return spread(model, world, how, layers=[model[0], model[1], model[4]] if how == "fsdp" else None)  # type: ignore[index]


def data(samples: int = 26) -> TensorDataset:
    generator = torch.Generator().manual_seed(7)
    return TensorDataset(
        torch.randn(samples, 8, generator=generator), torch.randint(4, (samples,), generator=generator)
    )


def whole_weights(model: nn.Module) -> dict[str, Tensor]:
    return get_model_state_dict(model, options=StateDictOptions(full_state_dict=True))


# --- launch


def greet(word: str) -> tuple[str, str, int]:
    return word, os.environ["RANK"], torch.get_num_threads()


def fail_on(rank: int, how: str) -> None:
    if int(os.environ["RANK"]) == rank:
        if how == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        raise LookupError("no such herb")
    time.sleep(60 if how == "hang" else 0)


def test_launch_returns_by_rank_and_computes_with_one_thread_each() -> None:
    assert launch(greet, "hello", processes=3) == [("hello", str(rank), 1) for rank in range(3)]
    assert "RANK" not in os.environ


def test_launch_tells_who_died_and_who_raised() -> None:
    with pytest.raises(ProcessFailedError, match="process 1 of 2 died with exit code -9"):
        launch(fail_on, 1, "kill", processes=2)
    with pytest.raises(ProcessFailedError, match=r"process 0 of 2 raised\n(.|\n)*LookupError: no such herb"):
        launch(fail_on, 0, "raise", processes=2)


def test_launch_ends_processes_that_hang(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    before = psutil.Process().children(recursive=True)  # the block runner's, if it shares this process
    monkeypatch.setattr("hanli.distributed.processes._GRACE_SECONDS", 0.2)
    with pytest.raises(ProcessFailedError, match="process 0 of 2 raised"):
        launch(fail_on, 0, "hang", processes=2)
    with pytest.raises(TimeoutError, match=r"1 of 1 processes did not end within 2 s"):
        launch(time.sleep, 60, processes=1, timeout=2.0)
    assert "in _run_function" in capfd.readouterr().err, "where it hung"
    assert set(psutil.Process().children(recursive=True)) <= set(before)


def enter_late(late: int) -> tuple[float, float]:
    """When this process had its connections, a process that is late a second after, and when its block began."""
    connected = 0.0
    connect = dist.init_process_group

    def connect_slowly(*arguments: Any, **options: Any) -> None:
        nonlocal connected
        connect(*arguments, **options)
        time.sleep(int(os.environ["RANK"]) == late)
        connected = time.monotonic()

    dist.init_process_group = connect_slowly
    with join("cpu"):
        return connected, time.monotonic()


def test_nobody_begins_and_so_nobody_leaves_before_all_are_connected() -> None:
    """Without: "Gloo connectFullMesh failed … Connection closed by peer", 1 of 20 launches of idle processes."""
    times = launch(enter_late, 1, processes=3)
    assert min(began for _, began in times) >= max(connected for connected, _ in times)


def test_a_process_collects_nothing_that_its_parent_left(tmp_path: Path) -> None:
    """A process group that is left in a cycle hangs in a fork: its destructor waits for threads that are not there."""

    class Left:
        def __init__(self) -> None:
            self.cycle = self
            self.parent = os.getpid()

        def __del__(self) -> None:
            if os.getpid() != self.parent:
                (tmp_path / "collected").touch()

    gc.disable()
    try:
        Left()
        launch(gc.collect, processes=1)
    finally:
        gc.enable()
    assert not (tmp_path / "collected").exists()


def test_launch_needs_a_process_and_time() -> None:
    with pytest.raises(ValueError, match="processes must be at least 1, got 0"):
        launch(greet, "hello", processes=0)
    for timeout in (0.0, -1.0, float("nan")):
        with pytest.raises(ValueError, match=f"timeout must be above 0 seconds, got {timeout}"):
            launch(greet, "hello", processes=1, timeout=timeout)


NO_FORK: dict[str, tuple[Any, str, Any]] = {
    "not on Linux": (processes_module.sys, "platform", "darwin"),
    "after CUDA was used": (torch.cuda, "is_initialized", lambda: True),
    "threads of the gradient engine": (processes_module, "_has_gradient_threads", lambda: True),
}


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")
@pytest.mark.parametrize("why", NO_FORK)
def test_launch_forks_where_that_is_safe(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    offset = 40
    assert launch(lambda number: number + offset, 2, processes=2) == [42, 42], "a copy knows what cannot be imported"
    monkeypatch.setattr(*NO_FORK[why])
    assert processes_module._choose_start_method().get_start_method() == "spawn"
    before = psutil.Process().children(recursive=True)
    with pytest.raises(TypeError, match=r"^function must be importable, got <function .*<lambda>"):
        launch(lambda number: number + offset, 2, processes=2)
    with pytest.raises(TypeError, match=r"^arguments must be importable"):
        launch(print, lambda: 0, processes=2)
    assert set(psutil.Process().children(recursive=True)) <= set(before)


def test_launch_without_fork(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes_module, "_has_gradient_threads", lambda: True)
    assert launch(os.getenv, "WORLD_SIZE", processes=1) == ["1"]


def find_place() -> list[str | None]:
    return [os.environ.get(name) for name in ("HANLI_STORE", "MASTER_ADDR", "MASTER_PORT")]


def test_processes_find_each_other_by_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("MASTER_ADDR", "MASTER_PORT"):
        monkeypatch.delenv(name, raising=False)
    (file, *address), other = launch(find_place, processes=2)
    assert [file, *address] == other and file is not None and address == [None, None]
    assert not Path(file).parent.exists(), "it is removed afterwards"


def test_a_result_that_cannot_be_sent_is_told() -> None:
    with pytest.raises(ProcessFailedError, match=r"process 0 of 1 raised\n(.|\n)*pickle"):
        launch(lambda: lambda: 0, processes=1)


def test_what_is_printed_is_not_lost(tmp_path: Path) -> None:
    def tell() -> None:
        sys.stdout = (tmp_path / os.environ["RANK"]).open("w")  # with a buffer, as any pipe
        print("done")

    for _ in range(5):
        launch(tell, processes=2)
        assert [(tmp_path / rank).read_text() for rank in "01"] == ["done\n"] * 2


def test_launch_leaves_no_process_if_one_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    start, before = processes_module._start_process, psutil.Process().children(recursive=True)

    def start_one(context: Any, rank: int, *rest: Any) -> Any:
        if rank == 1:
            raise OSError("no more processes")
        return start(context, rank, *rest)

    monkeypatch.setattr(processes_module, "_start_process", start_one)
    with pytest.raises(OSError, match="no more processes"):
        launch(time.sleep, 60, processes=2)
    assert set(psutil.Process().children(recursive=True)) <= set(before)


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def load_with_workers(killed: bool) -> Any:
    """The workers of a loader that is in use when the process ends."""
    batches = iter(DataLoader(data(), 2, num_workers=2))
    next(batches)
    pids = [worker.pid for worker in batches._workers]  # type: ignore[attr-defined]
    with Path(os.environ["PIDS"]).open("w") as file:
        json.dump(pids, file)
    if killed:
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("killed", [False, True])
def test_workers_of_a_loader_end_soon_after(killed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIDS", str(tmp_path / "pids"))
    if killed:
        with pytest.raises(ProcessFailedError, match="died with exit code -9"):
            launch(load_with_workers, True, processes=1)
    else:
        launch(load_with_workers, False, processes=1)
    deadline = time.monotonic() + 10
    while any(map(is_running, json.loads((tmp_path / "pids").read_text()))):
        assert time.monotonic() < deadline, "a worker has outlived its process"
        time.sleep(0.1)


def start_a_process_that_never_notices() -> None:
    """What a worker is that had not begun to watch its process when that was killed."""
    child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,))  # with its copy of the pipe
    child.start()
    Path(os.environ["PIDS"]).write_text(json.dumps([child.pid]))
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="forks on Linux only")
def test_a_killed_process_is_noticed_though_its_child_lives_and_the_child_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIDS", str(tmp_path / "pids"))
    with pytest.raises(ProcessFailedError, match="died with exit code -9"):
        launch(start_a_process_that_never_notices, processes=1, timeout=60)
    (child,) = json.loads((tmp_path / "pids").read_text())
    deadline = time.monotonic() + 10
    while is_running(child):
        assert time.monotonic() < deadline, "a child has outlived the call"
        time.sleep(0.1)


TRACED_BEFORE = """
import torch
from hanli.distributed import launch

def slope() -> float:
    weight = torch.tensor(3.0, requires_grad=True)
    (weight**2).backward()
    return weight.grad.item()

if __name__ == "__main__":
    torch.export.export(torch.nn.Linear(2, 2), (torch.ones(1, 2),))
    assert slope() == 6  # with threads, on a CUDA build
    assert launch(slope, processes=2) == [6, 6]
"""


def test_launch_computes_gradients_after_a_traced_model(tmp_path: Path) -> None:
    script = tmp_path / "traced.py"
    script.write_text(TRACED_BEFORE)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    ended = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, timeout=600)
    assert ended.returncode == 0, ended.stderr


# --- join


def place() -> tuple[int, int, int, str, bool]:
    with join("cpu") as world:
        seen = torch.ones(1)
        dist.all_reduce(seen)
        with join("cpu") as inner:  # the group that is there, and stays
            assert (inner.rank, inner.size) == (world.rank, world.size)
        assert seen.item() == world.size
        assert dist.is_initialized()
    assert not dist.is_initialized()
    return world.rank, world.local_rank, world.size, world.backend, world.is_first


def test_alone_and_in_company() -> None:
    assert place() == (0, 0, 1, "gloo", True)
    assert launch(place, processes=2) == [(0, 0, 2, "gloo", True), (1, 1, 2, "gloo", False)]


def test_the_group_is_left_after_an_error_too() -> None:
    with pytest.raises(LookupError), join("cpu"):
        raise LookupError
    assert not dist.is_initialized()


def test_join_refuses_nonsense() -> None:
    with pytest.raises(ValueError, match="timeout must be above 0 seconds, got 0"), join("cpu", timeout=0):
        pass
    with pytest.raises(ValueError, match="preferred must be available"), join("cuda:99"):
        pass


@pytest.mark.parametrize("asked", [None, "cuda"])
def test_each_process_of_a_machine_gets_a_gpu_of_its_own(asked: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_module, "pick_device", lambda name: torch.device(name or "cuda"))
    for name, value in {"RANK": "5", "LOCAL_RANK": "1", "WORLD_SIZE": "8"}.items():
        monkeypatch.setenv(name, value)
    assert world_module._locate_process(asked) == World(5, 1, 8, torch.device("cuda:1"), "cpu:gloo,cuda:nccl")


def test_an_accelerator_that_has_no_backend_of_its_own_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_module, "pick_device", lambda name: torch.device(name or "mps"))
    assert world_module._locate_process(None) == world_of(0, 1)


def test_attempts_on_one_machine_have_names_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    register = dist.HashStore()
    monkeypatch.setattr(world_module, "rendezvous", lambda *_, **__: iter([(register, 0, 2)]))
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "2")
    monkeypatch.setenv("WORLD_SIZE", "2")
    for attempt in "01":
        monkeypatch.setenv("TORCHELASTIC_RESTART_COUNT", attempt)
        store = world_module._make_store(world_of(0, 2), world_module.timedelta(seconds=5))
        assert not store.check(["address"]), "an attempt reads what the one before wrote: give each a prefix of its own"
        store.set("address", attempt)


def test_attempts_on_several_machines_get_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_module, "rendezvous", lambda *_, **__: iter([(dist.HashStore(), 0, 2)]))
    place = {"LOCAL_WORLD_SIZE": "1", "WORLD_SIZE": "2", "TORCHELASTIC_RESTART_COUNT": "1"}
    for name, value in {**place, "TORCHELASTIC_USE_AGENT_STORE": "True"}.items():
        monkeypatch.setenv(name, value)
    with pytest.warns(UserWarning, match="TORCH_DISABLE_SHARE_RDZV_TCP_STORE=1"):
        world_module._make_store(world_of(0, 2), world_module.timedelta(seconds=5))


# --- spread


class Blocks(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(nn.Linear(8, 8) for _ in range(2))
        self.head = nn.Linear(8, 4)
        self.register_buffer("count", torch.rand(3))

    def forward(self, inputs: Tensor) -> Tensor:
        for block in self.blocks:
            inputs = block(inputs).tanh()
        return self.head(inputs)


def spread_out(how: Any) -> tuple[int, int, dict[str, Tensor], Tensor]:
    with join("cpu") as world:
        torch.manual_seed(world.rank)  # different weights, until spread
        model = spread(Blocks(), world, how)
        parameters = list(model.parameters())
        held = sum(p.to_local().numel() if isinstance(p, DTensor) else p.numel() for p in parameters)
        outputs = model(torch.ones(3, 8)).detach()
        return held, sum(p.numel() for p in parameters), whole_weights(model), outputs


@pytest.mark.parametrize(("how", "share"), [("ddp", 1), ("fsdp", 2)])
def test_all_processes_compute_with_the_weights_of_the_first(how: str, share: int) -> None:
    torch.manual_seed(0)
    model = Blocks()
    for held, total, _, outputs in (found := launch(spread_out, how, processes=2)):
        assert held * share == total
        assert torch.allclose(outputs, model(torch.ones(3, 8)))
    for name, weight in model.state_dict().items():
        assert torch.equal(found[0][2][name], weight), name


def test_spread_refuses_another_way() -> None:
    with join("cpu") as world, pytest.raises(ValueError, match="how must be 'ddp' or 'fsdp', got 'magic'"):
        spread(nn.Linear(1, 1), world, "magic")  # type: ignore[arg-type]


def gradients(how: Any, layers: bool) -> list[Tensor]:
    with join("cpu") as world:
        torch.manual_seed(3)
        inner = Blocks()
        model = spread(inner, world, how, layers=[inner.head] if layers else None)
        inputs, targets = (part[16 * world.rank :][:16] for part in data(32).tensors)
        LOSS(model(inputs), targets).backward()
        found = [p.grad for p in model.parameters() if p.grad is not None]
        return [g.full_tensor() if isinstance(g, DTensor) else g for g in found]


def gradients_alone(parts: int) -> list[Tensor]:
    torch.manual_seed(3)
    model = Blocks()
    for inputs, targets in zip(*(part.chunk(parts) for part in data(32).tensors), strict=True):
        (LOSS(model(inputs), targets) / parts).backward()
    return [p.grad for p in model.parameters() if p.grad is not None]


@pytest.mark.parametrize(("how", "layers"), [("ddp", False), ("fsdp", False), ("fsdp", True)])
def test_the_gradient_of_two_is_that_of_one(how: str, layers: bool) -> None:
    for mine in launch(gradients, how, layers, processes=2):
        assert all(map(torch.equal, mine, gradients_alone(2)))
        for one, other in zip(mine, gradients_alone(1), strict=True):
            torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-7)


# --- samplers

SIZES = st.integers(1, 4).flatmap(
    lambda size: st.tuples(
        st.just(size), st.integers(1, 4).map(lambda share: share * size), st.integers(0, 20), st.integers(0, 99)
    )
)


@given(SIZES)
def test_a_batch_is_the_same_for_any_number_of_processes(sizes: tuple[int, int, int, int]) -> None:
    size, batch_size, more, seed = sizes
    samples = batch_size + more
    reference = TrainingSampler(samples, batch_size, world_of(0, 1), seed)
    samplers = [TrainingSampler(samples, batch_size, world_of(rank, size), seed) for rank in range(size)]
    for _ in range(2):  # epochs
        batches = list(reference)
        assert len(batches) == len(reference) == samples // batch_size
        together = [list(chain(*parts)) for parts in zip(*samplers, strict=True)]
        assert together == batches
        flat = list(chain(*batches))
        assert len(set(flat)) == len(flat) == len(batches) * batch_size
        assert set(flat) <= set(range(samples))


def test_the_next_pass_is_the_next_epoch_also_after_a_broken_one() -> None:
    first, second = TrainingSampler(12, 4, world_of(0, 1)), TrainingSampler(12, 4, world_of(0, 1))
    list(first)
    next(iter(second))
    expected = list(first)
    assert list(second) == expected
    second.epoch, second.batch = 1, 2
    assert list(second) == expected[2:]
    assert (second.epoch, second.batch) == (2, 0)


def test_the_training_sampler_refuses_sizes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="batch_size must be from 1 to the number of samples, 3, got 4"):
        TrainingSampler(3, 4, world_of(0, 1))
    with pytest.raises(ValueError, match="batch_size must be from 1 to the number of samples, 3, got 0"):
        TrainingSampler(3, 0, world_of(0, 1))
    with pytest.raises(ValueError, match="batch_size must be a multiple of the number of processes, 2, got 3"):
        TrainingSampler(9, 3, world_of(0, 2))


@given(st.integers(1, 6), st.integers(0, 40))
def test_each_sample_is_evaluated_once(size: int, more: int) -> None:
    samplers = [EvaluationSampler(size + more, world_of(rank, size)) for rank in range(size)]
    assert sorted(chain(*samplers)) == list(range(size + more))
    assert [len(sampler) for sampler in samplers] == [len(list(sampler)) for sampler in samplers]


def test_the_evaluation_sampler_wants_a_sample_for_each() -> None:
    with pytest.raises(ValueError, match="samples must be at least the number of processes, 2, got 1"):
        EvaluationSampler(1, world_of(0, 2))


# --- evaluate


def measure(how: Any, samples: int, batch: int) -> tuple[alone.Scores, bool, bool]:
    with join("cpu") as world:
        torch.manual_seed(5)
        model = spread_network(world, how)
        inner = model if how == "fsdp" else model.module
        inner[1].running_mean.fill_(world.rank)  # as after a step: each process has its own
        inner[3].eval()
        part = data(samples)
        loader = DataLoader(part, batch, sampler=EvaluationSampler(samples, world))
        scores = evaluate(model, loader, LOSS, world)
        return scores, inner[1].training, inner[3].training


@pytest.mark.parametrize("how", ["ddp", "fsdp"])
def test_scores_are_those_of_one_process_though_shares_are_uneven(how: str) -> None:
    torch.manual_seed(5)
    expected = alone.evaluate(network(), DataLoader(data(7), 7), LOSS)
    for scores, *training in launch(measure, how, 7, 1, processes=2):  # 4 batches and 3
        assert scores.samples == 7
        assert scores.accuracy == expected.accuracy
        assert scores.loss == pytest.approx(expected.loss, rel=1e-6)
        assert training == [True, False]


def measure_nothing(losses: bool) -> None:
    with join("cpu") as world:
        batches = [(torch.zeros(2, 1), torch.zeros(2, 1))] * (1 - world.rank)
        evaluate(nn.Identity(), batches, nn.MSELoss(reduction="sum" if losses else "mean"), world)


def test_evaluate_refuses_in_all_processes() -> None:
    with pytest.raises(
        ProcessFailedError, match="loader must give each process at least one batch, got a process without"
    ):
        launch(measure_nothing, False, processes=2)
    with pytest.raises(ProcessFailedError, match="loss must be a mean over the batch, got reduction='sum'"):
        launch(measure_nothing, True, processes=2)


def test_regression_has_no_accuracy() -> None:
    with join("cpu") as world:
        scores = evaluate(nn.Identity(), [(torch.ones(3, 1), torch.zeros(3, 1))], nn.MSELoss(), world)
    assert scores == alone.Scores(1.0, None, 3)


def padded(samples: int) -> TensorDataset:
    """With targets that are ignored: more and more of them, in the end all of a share."""
    inputs, targets = (part.clone() for part in data(samples).tensors)
    targets[torch.arange(samples) % 5 > 1] = -100
    return TensorDataset(inputs, targets)


def hits_of_first(outputs: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    return (outputs.argmax(1)[targets == 0] == 0).sum(), (targets == 0).sum()


def as_dictionaries(samples: int) -> list[dict[str, Any]]:
    return [{"x": {"a": x}, "y": y} for x, y in padded(samples)]


def from_dictionary(batch: dict[str, Any]) -> tuple[Tensor, Tensor]:
    return batch["x"]["a"], batch["y"]


def measure_padded(samples: int) -> alone.Scores:
    with join("cpu") as world:
        torch.manual_seed(5)
        loader = DataLoader(as_dictionaries(samples), 2, sampler=EvaluationSampler(samples, world))  # type: ignore[arg-type]
        metrics = {"recall": hits_of_first}
        return evaluate(spread(network(), world), loader, LOSS, world, metrics=metrics, split=from_dictionary)


def test_ignored_targets_count_in_no_process() -> None:
    torch.manual_seed(5)
    expected = alone.evaluate(network(), DataLoader(padded(17), 17), LOSS, metrics={"recall": hits_of_first})
    for scores in launch(measure_padded, 17, processes=2):
        assert (scores.samples, scores.accuracy, scores.metrics) == (17, expected.accuracy, expected.metrics)
        assert scores.loss == pytest.approx(expected.loss, rel=1e-6)


def test_a_metric_that_would_gather_in_each_process_alone_is_refused() -> None:
    class Gathers:
        def update(self, outputs: Any, targets: Any) -> None: ...

        def compute(self) -> float: ...  # type: ignore[empty-body]

        def reset(self) -> None: ...

    with join("cpu") as world, pytest.raises(TypeError, match=r"^metrics\['own'\] must be a function"):
        evaluate(nn.Identity(), [], LOSS, world, metrics={"own": Gathers()})  # type: ignore[dict-item]


# --- training, and what interrupts it

# Ten different ones. A new generator for each pair would tie the process to the step: one early, the other late.
KILLS = random.Random(1640).sample([(rank, step) for rank in range(2) for step in range(1, 18)], 10)


class Target:
    """Writes down that it lives, at the start and after each step, and does not get far: whoever shoots will hit it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.signs = folder, 0

    def __call__(self, rank: int, step: int = 0) -> None:
        self.signs += 1
        with Path(f"{self.folder}-{rank}").open("a") as signs:
            signs.write(f"{os.getpid()}\n")
        if self.signs == 12:
            time.sleep(600)


def session(
    folder: Path | None, how: Any = "ddp", epochs: int = 3, killed: object = None, spoil: Callable[[int], None] = id
) -> tuple[list[float], dict[str, Tensor]]:
    """6 steps an epoch, checkpoints after each 4 and the last; dropout, batch norm, clipping, a schedule."""
    with join("cpu", timeout=120) as world:
        torch.manual_seed(1640)
        model = spread_network(world, how)
        optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, fused=True)
        scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 5, 0.5)

        def after_step(step: int) -> None:
            if killed == (world.rank, step):
                os.kill(os.getpid(), signal.SIGKILL)
            if isinstance(killed, Target):
                killed(world.rank, step)

        spoil(world.rank)
        options: dict[str, Any] = {"loss": LOSS, "batch_size": 4, "every": 4, "clip": 1.0, "after_step": after_step}
        losses = train(
            model,
            data(),
            world=world,
            optimizer=optimizer,
            scheduler=scheduler,
            folder=folder,
            epochs=epochs,
            **options,
        )
        return losses, whole_weights(model)


def assert_same(one: tuple[list[float], dict[str, Tensor]], other: tuple[list[float], dict[str, Tensor]]) -> None:
    """The same losses and weights to the bit; if they are not, say since when and where to look."""
    needed = "weights, buffers, optimizer, schedule, place in the data, generators of each process"
    assert len(one[0]) == len(other[0])
    for step, (mine, theirs) in enumerate(zip(one[0], other[0], strict=True), start=1):
        assert mine == theirs, (
            f"losses differ from step {step} on; see which of these a checkpoint does not bring: {needed}"
        )
    assert one[1].keys() == other[1].keys()
    unequal = [name for name, weight in one[1].items() if not torch.equal(weight, other[1][name])]
    assert not unequal, f"the losses are equal, these weights are not: {unequal}; see what the last step does"


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[float], dict[str, Tensor]]:
    """The run that nothing interrupts."""
    found: tuple[list[float], dict[str, Tensor]] = launch(session, tmp_path_factory.mktemp("calm"), processes=2)[0]
    return found


@pytest.mark.parametrize(("rank", "step"), KILLS)
def test_killed_and_started_again_it_gives_the_same_bits(rank: int, step: int, tmp_path: Path, calm: Any) -> None:
    before = psutil.Process().children(recursive=True)  # the block runner's, if it shares this process
    with pytest.raises(ProcessFailedError, match=f"process {rank} of 2 died with exit code -9"):
        launch(session, tmp_path, "ddp", 3, (rank, step), processes=2)
    assert len(find_complete_checkpoints(tmp_path)) == min(step // 4, 2)
    assert set(psutil.Process().children(recursive=True)) <= set(before)
    assert_same(launch(session, tmp_path, processes=2)[0], calm)


def shoot(signs: Path, more: int, wait: float) -> None:
    """Kill the process that writes there, a while after so many more signs of life, whatever it is doing then."""
    before, deadline = len(signs.read_bytes().splitlines()) if signs.exists() else 0, time.monotonic() + 500
    while time.monotonic() < deadline:
        pids = signs.read_bytes().splitlines() if signs.exists() else []
        if len(pids) >= before + more:
            time.sleep(wait)
            os.kill(int(pids[-1]), signal.SIGKILL)
            return
        time.sleep(0.001)


def test_killed_from_outside_ten_times_at_any_moment_it_gives_the_same_bits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hanli.distributed.processes._GRACE_SECONDS", 0.2)
    expected = launch(session, tmp_path / "calm", "ddp", 30, processes=2)[0]
    folder, before = tmp_path / "stormy", psutil.Process().children(recursive=True)
    context: Any = processes_module._choose_start_method()
    chosen = random.SystemRandom()  # other moments in each run of the tests; the promise is for all of them
    for _ in range(10):  # one training: each goes on from where the last one was shot
        rank, more, wait = chosen.randrange(2), chosen.randrange(1, 8), chosen.uniform(0, 0.03)
        print(f"process {rank}, {wait:.4f} s after sign {more} of its life")  # pytest shows it when this fails
        signs = Path(f"{folder}-{rank}")
        shot = context.Process(target=shoot, args=(signs, more, wait), daemon=True)
        shot.start()  # a process: a thread might hold a lock when launch forks
        with pytest.raises(ProcessFailedError, match=f"process {rank} of 2 died with exit code -9"):
            launch(session, folder, "ddp", 30, Target(folder), Target(folder), processes=2)
        shot.join()
        assert set(psutil.Process().children(recursive=True)) <= set(before)
    assert_same(launch(session, folder, "ddp", 30, processes=2)[0], expected)


def test_killed_when_sharded_it_gives_the_same_bits(tmp_path: Path) -> None:
    expected = launch(session, tmp_path / "calm", "fsdp", processes=2)[0]
    with pytest.raises(ProcessFailedError, match="process 0 of 2 died"):
        launch(session, tmp_path / "stormy", "fsdp", 3, (0, 11), processes=2)
    assert_same(launch(session, tmp_path / "stormy", "fsdp", processes=2)[0], expected)


def kill_in(what: str) -> None:
    """Let this process die in the second checkpoint: half of a file is written, or the folder about to be renamed."""
    kill, module = partial(os.kill, os.getpid(), signal.SIGKILL), checkpoints_module
    if what == "shard":
        original = filesystem.FileSystem.create_stream

        @contextmanager
        def create_stream(self: Any, path: Any, mode: str) -> Iterator[Any]:
            with original(self, path, mode) as stream:
                if "00000008" in str(path):
                    stream.write(b"half")
                    stream.flush()
                    kill()
                yield stream

        filesystem.FileSystem.create_stream = create_stream  # type: ignore[method-assign, assignment]
    elif what == "manifest.json":

        def dump(content: object, file: Any, **options: Any) -> None:
            text = json.dumps(content, **options)
            file.write(text[: len(text) // 2] if "00000008" in file.name else text)
            if "00000008" in file.name:
                file.flush()
                kill()

        module.json = SimpleNamespace(dump=dump, loads=json.loads)  # type: ignore[assignment]
    elif what == "rename":
        rename = Path.rename

        def deadly(self: Path, target: Path) -> Path:
            if target.name == "step-00000008":
                kill()
            return rename(self, target)

        Path.rename = deadly  # type: ignore[method-assign, assignment]
    else:
        write = module._save_file

        def halfway(content: object, path: Path) -> None:
            if "00000008" in str(path) and path.name.startswith(what):
                path.write_bytes(b"half")
                kill()
            write(content, path)

        module._save_file = halfway


class Spoil:
    """Picklable, for systems without fork."""

    def __init__(self, what: str, victim: int) -> None:
        self.what, self.victim = what, victim

    def __call__(self, rank: int) -> None:
        if rank == self.victim:
            kill_in(self.what)


CUT_OFF = [("shard", 0), ("shard", 1), ("chance", 0), ("chance", 1), ("run.pt", 0), ("manifest.json", 0), ("rename", 0)]


@pytest.mark.parametrize(("what", "victim"), CUT_OFF)
def test_a_checkpoint_cut_off_in_mid_write_is_never_loaded(what: str, victim: int, tmp_path: Path, calm: Any) -> None:
    with pytest.raises(ProcessFailedError, match=f"process {victim} of 2 died with exit code -9"):
        launch(session, tmp_path, "ddp", 3, None, Spoil(what, victim), processes=2)
    assert [path.name for path in find_complete_checkpoints(tmp_path)] == ["step-00000004"]
    assert list(tmp_path.glob(".step-00000008.partial"))
    assert_same(launch(session, tmp_path, processes=2)[0], calm)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["step-00000016", "step-00000018"]


@pytest.mark.parametrize("fault", ["no manifest", "half a manifest", "wrong manifest", "file gone", "file cut"])
def test_a_damaged_checkpoint_is_passed_over(fault: str, tmp_path: Path) -> None:
    with join("cpu") as world:
        model = spread(nn.Linear(4, 4), world)
        optimizer = torch.optim.AdamW(model.parameters())
        checkpoints = Checkpoints(tmp_path, world)
        older, newer = (checkpoints.save(step, model, optimizer, {"note": step}) for step in (1, 2))
        manifest, shard = newer / "manifest.json", newer / "__0_0.distcp"
        if fault == "no manifest":
            manifest.unlink()
        elif fault == "half a manifest":
            os.truncate(manifest, manifest.stat().st_size // 2)
        elif fault == "wrong manifest":
            manifest.write_text(json.dumps(["files"]))
        elif fault == "file gone":
            shard.unlink()
        else:
            os.truncate(shard, shard.stat().st_size - 1)
        assert find_complete_checkpoints(tmp_path) == [older]
        assert checkpoints.load(model, optimizer) == {"note": 1, "step": 1}
        checkpoints.save(2, model, optimizer, {"note": "again"})
        assert find_complete_checkpoints(tmp_path) == [older, newer]
        assert checkpoints.load(model, optimizer) == {"note": "again", "step": 2}


def test_as_many_checkpoints_are_kept_as_asked_for(tmp_path: Path) -> None:
    with join("cpu") as world:
        model = spread(nn.Linear(2, 2), world)
        optimizer = torch.optim.AdamW(model.parameters())
        checkpoints = Checkpoints(tmp_path / "new" / "folder", world, keep=3)
        assert checkpoints.load(model, optimizer) is None
        for step in range(5):
            checkpoints.save(step, model, optimizer)
        assert [path.name[-1] for path in find_complete_checkpoints(checkpoints.folder)] == ["2", "3", "4"]
        with pytest.raises(ValueError, match="step must be at least 0, got -1"):
            checkpoints.save(-1, model, optimizer)
        with pytest.raises(ValueError, match="keep must be at least 1, got 0"):
            Checkpoints(tmp_path, world, keep=0)


def save_into(folder: Path) -> str:
    with join("cpu", timeout=120) as world:
        model = spread(nn.Linear(2, 2), world)
        try:
            Checkpoints(folder, world).save(1, model, torch.optim.AdamW(model.parameters()))
        except RuntimeError as error:
            return str(error)
        return "saved"


def test_a_failure_of_the_first_reaches_all(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("in the way")
    for message in launch(save_into, file / "folder", processes=2):
        assert message.startswith("the first process failed: NotADirectoryError")


@pytest.mark.parametrize(("writer", "reader"), [("fsdp", "ddp"), ("ddp", "fsdp")])
def test_another_number_of_processes_reads_the_same(writer: str, reader: str, tmp_path: Path) -> None:
    written = launch(session, tmp_path, writer, processes=2)[0]
    assert_same(launch(session, tmp_path, reader, processes=1)[0], written)  # nothing left to do but to read
    fewer, _ = launch(session, tmp_path, reader, 4, processes=1)[0]
    more, _ = launch(session, tmp_path, writer, 5, processes=2)[1]
    assert fewer[:18] == written[0]
    assert more[:24] == fewer
    assert len(more) == 30


def test_without_dice_the_number_of_processes_does_not_matter() -> None:
    one, two = (launch(plain_session, processes=size)[0] for size in (1, 2))
    assert two == pytest.approx(one, rel=1e-5)


def plain_session() -> list[float]:
    with join("cpu") as world:
        torch.manual_seed(1)
        model = spread(Blocks(), world)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        return train(model, data(), loss=LOSS, optimizer=optimizer, world=world, batch_size=8, epochs=4)


def padded_session(told: bool) -> tuple[list[float], list[Tensor]]:
    def by_sum(scores: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        return nn.functional.cross_entropy(scores, targets, reduction="sum"), (targets != -100).sum()

    with join("cpu") as world:
        torch.manual_seed(1)
        model = spread(Blocks().double(), world)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        inputs, targets = padded(26).tensors
        losses = train(
            model, TensorDataset(inputs.double(), targets), loss=by_sum if told else LOSS, optimizer=optimizer,
            world=world, batch_size=8, epochs=4,
        )  # fmt: skip
        return losses, [parameter.detach() for parameter in model.parameters()]


@pytest.mark.parametrize("told", [False, True])
def test_the_parts_of_a_batch_weigh_as_many_targets_as_they_count(told: bool) -> None:
    one, two = (launch(padded_session, told, processes=size)[0] for size in (1, 2))
    assert two[0] == pytest.approx(one[0], rel=1e-12)
    torch.testing.assert_close(two[1], one[1], rtol=1e-10, atol=1e-12)


def test_what_cannot_be_stepped_is_refused() -> None:
    with join("cpu") as world:
        model = spread(Blocks(), world)
        sgd = torch.optim.SGD(model.parameters())
        options: dict[str, Any] = {"loss": LOSS, "world": world, "batch_size": 4, "epochs": 1}
        with pytest.raises(TypeError, match=r"^optimizer must step without a closure, got LBFGS"):
            train(model, data(8), optimizer=torch.optim.LBFGS(model.parameters()), **options)
        with pytest.raises(ValueError, match=r"^scheduler must be one that is stepped without a score"):
            train(model, data(8), optimizer=sgd, scheduler=ReduceLROnPlateau(sgd), **options)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match=r"^a batch must be a pair"):
            train(model, as_dictionaries(8), optimizer=sgd, **options)


def test_layers_in_evaluation_mode_stay_there() -> None:
    with join("cpu") as world:
        inner = network()
        inner[1].eval()  # type: ignore[index]
        model = spread(inner, world)
        sgd = torch.optim.SGD(model.parameters())
        train(model, data(8), loss=LOSS, optimizer=sgd, world=world, batch_size=4, epochs=1)
        assert [module.training for module in inner.children()] == [True, False, True, True, True]


def test_a_run_is_not_continued_with_other_data_or_numbers(tmp_path: Path) -> None:
    with join("cpu") as world:
        model = spread(Blocks(), world)
        options: dict[str, Any] = {"loss": LOSS, "optimizer": torch.optim.SGD(model.parameters()), "world": world}
        options |= {"batch_size": 4, "epochs": 1, "folder": tmp_path}
        train(model, data(8), **options)
        with pytest.raises(ValueError, match="samples must be as in the run to be continued, 8, got 12"):
            train(model, data(12), **options)
        with pytest.raises(ValueError, match="batch_size must be as in the run to be continued, 4, got 8"):
            train(model, data(8), **(options | {"batch_size": 8}))
        for name in ("epochs", "every"):
            with pytest.raises(ValueError, match=f"{name} must be at least 1, got 0"):
                train(model, data(8), **(options | {name: 0}))


def test_a_loss_that_is_no_number_stops_the_run_before_it_is_kept(tmp_path: Path) -> None:
    inputs, targets = data(8).tensors
    inputs[:] = torch.nan
    with join("cpu") as world:
        model = spread(Blocks(), world)
        optimizer = torch.optim.SGD(model.parameters())
        with pytest.raises(NonFiniteLossError, match="the loss is nan in step 1: look for nan in the data"):
            train(
                model,
                TensorDataset(inputs, targets),
                loss=LOSS,
                optimizer=optimizer,
                world=world,
                batch_size=4,
                epochs=1,
                folder=tmp_path,
            )
    assert find_complete_checkpoints(tmp_path) == []


PROGRAM = """
import os, sys, time
from pathlib import Path
sys.path[:0] = [sys.argv[2], str(Path(sys.argv[2], "tests/hanli/distributed"))]
import torch
import test_distributed as tests

attempt, rank = os.environ["TORCHELASTIC_RESTART_COUNT"], int(os.environ["RANK"])
if attempt == "1" and rank == 0:
    time.sleep(3)  # the other one looks for it, and would find the address of the dead
losses, weights = tests.session(Path("run"), killed=(1, 6) if attempt == "0" else None)
if rank == 0:
    torch.save((attempt, losses, weights), "result.pt")
"""


def test_torchrun_starts_it_again_with_the_same_bits(tmp_path: Path, calm: Any) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    root = Path(__file__).parents[3]
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", "--max-restarts=1"]
    command = [*torchrun, "program.py", "unused", str(root)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(root)}
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600)
    assert result.returncode == 0, result.stderr
    attempt, losses, weights = torch.load(tmp_path / "result.pt", weights_only=True)
    assert attempt == "1"
    assert_same((losses, weights), calm)
    assert not [p for p in psutil.process_iter(["cmdline"]) if str(tmp_path) in " ".join(p.info["cmdline"] or [])]
