"""hanli.serve: the routes, batches, health, metrics, a switch and the way back, in one process without a port."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import io
import json
import logging
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
import torch
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from starlette.types import Message
from torch import Tensor, nn

from hanli.export import MODEL, Bundle, BundleError, save_bundle
from hanli.serve import (
    UNHEALTHY_DETAIL,
    Batcher,
    ModelHolder,
    NoPreviousModelError,
    UnhealthyModelError,
    create_app,
    infer,
    read_image,
    run,
)
from hanli.serve.command import main

Result = TypeVar("Result")
Net = Callable[[Tensor], Tensor]
SHAPE = (1, 2, 2)
GOOD = {"pixels": [0.0, 1.0, 0.5, 1]}


def in_own_thread(work: Callable[[], Result]) -> Result:
    """Call it in a new thread: the browser of the site's tests leaves its event loop running in the thread of the tests."""
    with ThreadPoolExecutor(max_workers=1) as threads:
        return threads.submit(work).result()


def run_async(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """What this coroutine returns in an event loop of its own."""
    return in_own_thread(lambda: asyncio.run(coroutine))


def sums(batch: Tensor) -> Tensor:
    """Two logits: the sum of the pixels, and 0."""
    return torch.stack([batch.sum(dim=(1, 2, 3)), torch.zeros(len(batch))], dim=1)


def broken(batch: Tensor) -> Tensor:
    raise OSError("cannot open /srv/secret")


def not_finite(batch: Tensor) -> Tensor:
    return sums(batch) * float("inf")


def one_output(batch: Tensor) -> Tensor:
    return sums(batch)[:, :1]


def afraid_of_ones(batch: Tensor) -> Tensor:
    """Raises if any sample begins with 1: then the whole batch fails."""
    if (batch[:, 0, 0, 0] == 1).any():
        raise RuntimeError("one")
    return sums(batch)


def bundle(net: Net = sums, version: str = "1", shape: tuple[int, ...] = SHAPE) -> Bundle:
    return Bundle("demo", version, "ab" * 32, ("yes", "no"), shape, net)


def png(
    size: tuple[int, int] = (2, 2), mode: str = "L", color: object = 255, kind: str = "PNG", **options: int
) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, size, color).save(stream, kind, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def noise() -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((90, 90), 50).save(stream, "PNG")
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "hanli.serve")


# --- the routes ---


def test_a_prediction_names_label_probabilities_model_and_version() -> None:
    answer = TestClient(create_app(bundle(version="1.2"))).post("/predict", json=GOOD)
    assert answer.status_code == 200
    expected = torch.tensor([2.5, 0.0]).softmax(dim=0).tolist()
    assert answer.json() == {
        "label": "yes",
        "probability": pytest.approx(expected[0]),
        "probabilities": pytest.approx(expected),
        "model": "demo",
        "version": "1.2",
    }


def test_the_order_of_pixels_is_row_by_row() -> None:
    seen: list[Tensor] = []

    def net(batch: Tensor) -> Tensor:
        seen.append(batch.clone())
        return sums(batch)

    client = TestClient(create_app(bundle(net, shape=(3, 1, 2))))
    client.post("/predict", json={"pixels": [0, 0.1, 0.2, 0.3, 0.4, 0.5]})
    assert torch.allclose(seen[0], torch.arange(6).reshape(1, 3, 1, 2) / 10)


def exchange(
    messages: list[Message], length: str | None = None, app: FastAPI | None = None
) -> tuple[list[Message], int]:
    """What `/predict` sends after these messages of the server, and how many of them it read."""
    headers = [(b"content-type", b"application/json; charset=utf-8")]
    headers += [] if length is None else [(b"content-length", length.encode())]
    scope = {"type": "http", "method": "POST", "path": "/predict", "headers": headers, "query_string": b""}
    sent: list[Message] = []
    rest = iter(messages)

    async def receive() -> Message:
        return next(rest)

    async def send(message: Message) -> None:
        sent.append(message)

    run_async((app or create_app(bundle()))(scope, receive, send))
    return sent, len(messages) - len(list(rest))


def test_a_body_may_come_in_pieces() -> None:
    pieces = [bytes([byte]) for byte in json.dumps(GOOD).encode()]
    messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
    (start, answer), read = exchange([*messages, {"type": "http.request"}])
    assert (start["status"], read) == (200, len(pieces) + 1)
    assert dict(start["headers"]) == {
        b"content-type": b"application/json",
        b"content-length": str(len(answer["body"])).encode(),
    }


def test_a_client_that_leaves_in_the_middle_of_its_body_gets_no_answer_and_is_not_our_error() -> None:
    app = create_app(bundle())
    messages = [{"type": "http.request", "body": b'{"pix', "more_body": True}, {"type": "http.disconnect"}]
    assert exchange(messages, app=app)[0] == []
    counts = [key for key in metrics(TestClient(app)) if key.startswith("hanli_request_seconds_count")]
    assert counts == ['hanli_request_seconds_count{route="/predict",status="499"}']


@pytest.mark.parametrize("length", ["10000000", "9" * 5000], ids=["large", "5000 digits"])
def test_a_body_declared_too_large_is_not_read(length: str) -> None:
    (start, _), read = exchange([{"type": "http.request", "body": b"x"}], length)
    assert (start["status"], read) == (413, 0)


def test_a_body_that_grows_too_large_is_read_no_further() -> None:
    (start, _), read = exchange([{"type": "http.request", "body": b" " * 3000, "more_body": True}] * 9)
    assert (start["status"], read) == (413, 2)


def test_a_saved_bundle_is_served_from_its_folder(tmp_path: Path) -> None:
    net = nn.Sequential(nn.Flatten(), nn.Linear(4, 2))
    folder = save_bundle(net, torch.rand(2, *SHAPE), tmp_path, name="demo", version="3", classes=["a", "b"])
    client = TestClient(create_app(folder))
    answer = client.post("/predict", json=GOOD).json()
    with torch.no_grad():
        expected = net(torch.tensor(GOOD["pixels"]).reshape(1, *SHAPE)).softmax(dim=1)[0]
    assert answer["probabilities"] == pytest.approx(expected.tolist(), abs=1e-6)
    sha256 = hashlib.sha256((folder / MODEL).read_bytes()).hexdigest()
    assert client.get("/version").json() == {"name": "demo", "version": "3", "sha256": sha256}


def test_a_damaged_bundle_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(BundleError):
        create_app(tmp_path / "nothing")


def test_the_schema_tells_the_exact_number_of_pixels_and_loads_no_foreign_page() -> None:
    client = TestClient(create_app(bundle()))
    schema = client.get("/openapi.json").json()
    body = schema["paths"]["/predict"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    pixels = body["properties"]["pixels"]
    assert (pixels["minItems"], pixels["maxItems"]) == (4, 4)
    assert (pixels["items"]["minimum"], pixels["items"]["maximum"]) == (0, 1)
    assert [client.get(path).status_code for path in ("/docs", "/redoc")] == [404, 404]


def test_two_shapes_in_one_process_do_not_mix() -> None:
    small, large = (TestClient(create_app(bundle(shape=shape))) for shape in (SHAPE, (1, 3, 3)))
    assert [client.post("/predict", json=GOOD).status_code for client in (small, large)] == [200, 422]
    assert 'status="422"' not in small.get("/metrics").text
    assert 'status="422"' in large.get("/metrics").text


def test_vectors_have_no_image_route() -> None:
    def net(batch: Tensor) -> Tensor:
        return torch.stack([batch.sum(dim=1), torch.zeros(len(batch))], dim=1)

    client = TestClient(create_app(bundle(net, shape=(4,))))
    assert client.post("/predict", json=GOOD).status_code == 200
    assert client.post("/predict/image", files={"file": png()}).status_code == 404


@pytest.mark.parametrize("name", ["max_batch", "max_image_bytes", "max_image_pixels", "max_requests", "max_body_bytes"])
def test_a_limit_below_one_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"must be 1 or more, got 0$"):
        create_app(bundle(), **{name: 0})  # type: ignore[arg-type]


def test_the_app_takes_one_thread_and_gives_them_back() -> None:
    seen: list[int] = []

    def net(batch: Tensor) -> Tensor:
        seen.append(torch.get_num_threads())
        return sums(batch)

    def serve_with_two_threads_before() -> int:
        # All of it in one thread: OpenMP counts threads for each thread.
        torch.set_num_threads(2)
        asyncio.run(_through_lifespan(create_app(bundle(net))))
        return torch.get_num_threads()

    before = torch.get_num_threads()
    try:
        assert in_own_thread(serve_with_two_threads_before) == 2
    finally:
        torch.set_num_threads(before)
    assert seen == [1], "one trial at the start, with one thread"


async def _through_lifespan(app: object) -> None:
    async with app.router.lifespan_context(app):  # type: ignore[attr-defined]
        pass


@pytest.mark.parametrize(
    ("body", "place", "message"),
    [
        ("{}", ["pixels"], "Field required"),
        ('{"pixels": [0, NaN, 0, 0]}', ["pixels", 1], "Input should be a finite number"),
        ('{"pixels": [0, 0, 0, -1]}', ["pixels", 3], "Input should be greater than or equal to 0"),
        ('{"pixels": [0, 0, 0]}', ["pixels"], "List should have at least 4 items after validation, not 3"),
        ('{"pixels": [0, 0, 0, 0], "more": 1}', ["more"], "Extra inputs are not permitted"),
        ("seven", [], "Invalid JSON: expected value at line 1 column 1"),
    ],
)
def test_a_refusal_says_where_and_why_and_nothing_else(body: str, place: list[object], message: str) -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    answer = TestClient(create_app(bundle())).post("/predict", content=body, headers=headers)
    (fault,) = answer.json()["detail"]
    assert answer.status_code == 422
    assert fault.keys() == {"loc", "msg", "type"}
    assert (fault["loc"], fault["msg"]) == (["body", *place], message)


# --- a sick model ---


@pytest.mark.parametrize("net", [broken, not_finite, one_output])
def test_a_sick_model_is_503_and_alive_and_tells_nothing(net: Net, caplog: pytest.LogCaptureFixture) -> None:
    client = TestClient(create_app(bundle(net)))
    for answer in (client.post("/predict", json=GOOD), client.get("/ready")):
        assert (answer.status_code, answer.json()) == (503, {"detail": UNHEALTHY_DETAIL})
    assert client.get("/live").status_code == 200
    assert client.post("/predict", json={}).status_code == 422
    if net is broken:
        assert "cannot open /srv/secret" in caplog.text
        assert caplog.records[0].exc_info, "the log has the traceback"


def test_a_good_result_is_kept_until_a_request_fails_and_a_bad_one_is_not_kept() -> None:
    calls: list[int] = []
    mood = [sums]

    def net(batch: Tensor) -> Tensor:
        calls.append(len(batch))
        return mood[0](batch)

    client = TestClient(create_app(bundle(net)))
    assert {client.get("/ready").status_code for _ in range(5)} == {200}
    assert len(calls) == 1
    mood[0] = broken
    assert client.get("/ready").status_code == 200, "nobody knows yet"
    assert client.post("/predict", json=GOOD).status_code == 503
    assert {client.get("/ready").status_code for _ in range(3)} == {503}
    mood[0] = sums
    assert client.get("/ready").status_code == 200
    calls.clear()
    client.get("/ready")
    assert calls == []


def afraid_of_all_but_grey(batch: Tensor) -> Tensor:
    """Passes the trial, and fails on everything that clients send."""
    grey = ((batch - 0.5).abs().amax(dim=(1, 2, 3)) < 1e-6)[:, None]
    return torch.where(grey, sums(batch), torch.nan)


def test_a_model_that_fails_on_what_clients_send_is_not_ready() -> None:
    """From the third failure in a row on, until a request succeeds: the trial alone would say that all is well."""
    client = TestClient(create_app(bundle(afraid_of_all_but_grey)))
    seen = []
    for _ in range(5):
        assert client.post("/predict", json=GOOD).status_code == 503
        seen.append(client.get("/ready").status_code)
    assert seen == [200, 200, 503, 503, 503]
    assert client.post("/predict", json={"pixels": [0.5] * 4}).status_code == 200
    assert client.get("/ready").status_code == 200


def test_one_sample_that_fails_among_others_takes_nobody_out() -> None:
    client = TestClient(create_app(bundle(afraid_of_ones)))
    for _ in range(5):
        assert client.post("/predict", json={"pixels": [1, 0, 0, 0]}).status_code == 503
        assert client.post("/predict", json=GOOD).status_code == 200
        assert client.get("/ready").status_code == 200


def test_failures_of_the_model_before_do_not_count() -> None:
    app = create_app(bundle(afraid_of_all_but_grey))
    client = TestClient(app)
    for _ in range(5):
        client.post("/predict", json=GOOD)
    assert client.get("/ready").status_code == 503
    app.state.holder.switch(bundle(version="2"))
    assert client.get("/ready").status_code == 200


def test_a_model_that_was_sick_and_is_well_is_ready_without_a_request() -> None:
    """A balancer sends none to a server that is not ready: the sample that failed is tried again."""
    mood = [afraid_of_all_but_grey]
    client = TestClient(create_app(bundle(lambda batch: mood[0](batch))))
    for _ in range(3):
        client.post("/predict", json=GOOD)
    assert client.get("/ready").status_code == 503
    mood[0] = sums
    assert client.get("/ready").status_code == 200


# --- probes, dtypes, probabilities ---


@pytest.mark.parametrize("path", ["/live", "/ready", "/version", "/metrics"])
def test_a_monitor_may_ask_by_head(path: str) -> None:
    client = TestClient(create_app(bundle()))
    assert client.head(path).status_code == 200
    assert "head" not in client.get("/openapi.json").json()["paths"].get(path, {})


@pytest.mark.parametrize("path", ["/predict/", "/predict/image/", "/live/"])
def test_a_slash_too_many_sends_nobody_to_a_host_of_the_clients_choice(path: str) -> None:
    client = TestClient(create_app(bundle()))
    answer = client.post(path, headers={"Host": "evil.example"}, follow_redirects=False)
    assert answer.status_code == 404 and "location" not in answer.headers


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
def test_a_network_gets_its_own_dtype(tmp_path: Path, dtype: torch.dtype) -> None:
    net = nn.Sequential(nn.Flatten(), nn.Linear(4, 2)).to(dtype)
    example = torch.rand(2, *SHAPE, dtype=dtype)
    client = TestClient(create_app(save_bundle(net, example, tmp_path, name="a", version="1", classes=["a", "b"])))
    assert client.get("/ready").status_code == 200
    answer = client.post("/predict", json=GOOD).json()
    with torch.no_grad():
        expected = net(torch.tensor(GOOD["pixels"], dtype=dtype).reshape(1, *SHAPE)).double().softmax(1)[0].tolist()
    assert answer["probabilities"] == pytest.approx(expected, abs=1e-5)
    assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-6)


def test_a_network_that_takes_no_numbers_of_that_kind_is_refused_at_once(tmp_path: Path) -> None:
    """Not by 503 for ever."""
    tokens = Bundle("a", "1", "0" * 64, ("a", "b"), (4,), sums, dtype=torch.int64)
    with pytest.raises(
        ValueError, match=r"^bundle must take floating-point numbers to be served, a 1 takes torch.int64$"
    ):
        create_app(tokens)
    holder = ModelHolder(bundle())
    with pytest.raises(ValueError, match="floating-point"):
        holder.switch(tokens)


@pytest.mark.parametrize("ends_in_softmax", [False, True])
def test_the_softmax_is_taken_once(tmp_path: Path, ends_in_softmax: bool) -> None:
    net = nn.Sequential(nn.Flatten(), nn.Linear(4, 2), *[nn.Softmax(1)] * ends_in_softmax)
    nn.init.zeros_(net[1].weight)
    with torch.no_grad():
        net[1].bias.copy_(torch.tensor([9.0, 0.0]))
    folder = save_bundle(net, torch.rand(2, *SHAPE), tmp_path, name="a", version="1", classes=["a", "b"])
    answer = TestClient(create_app(folder)).post("/predict", json=GOOD).json()
    assert answer["probability"] == pytest.approx(torch.tensor([9.0, 0.0]).softmax(0)[0].item())


# --- a bounded queue ---


def hold(app: FastAPI, count: int, body: bytes = b"") -> Coroutine[Any, Any, list[int]]:
    """So many requests at once whose bodies begin with this and do not end before all of them have begun."""

    async def one(ended: asyncio.Event) -> int:
        sent: list[Message] = []
        pieces = iter([{"type": "http.request", "body": body, "more_body": True}])

        async def receive() -> Message:
            piece = next(pieces, None)
            if piece is None:
                await ended.wait()
                return {"type": "http.request", "body": json.dumps(GOOD).encode()}
            return piece

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/predict", "headers": headers, "query_string": b""}
        await app(scope, receive, send)
        if sent[0]["status"] == 503:
            assert (b"retry-after", b"1") in sent[0]["headers"]
        return int(sent[0]["status"])

    async def all_of_them() -> list[int]:
        ended = asyncio.Event()
        tasks = [asyncio.ensure_future(one(ended)) for _ in range(count)]
        while sum(task.done() for task in tasks) == 0 and count > 3:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        ended.set()
        return list(await asyncio.gather(*tasks))

    return all_of_them()


def test_a_full_queue_is_503_with_the_time_to_come_again_and_health_is_not_queued() -> None:
    app = create_app(bundle(), max_requests=3)
    assert sorted(run_async(hold(app, 8))) == [200] * 3 + [503] * 5
    client = TestClient(app)
    assert client.post("/predict", json=GOOD).status_code == 200, "the places are free again"
    assert metrics(client)['hanli_request_seconds_count{route="/predict",status="503"}'] == 5


def test_bodies_take_no_more_memory_than_they_may() -> None:
    app = create_app(bundle(), max_body_bytes=5000)
    assert sorted(run_async(hold(app, 6, b" " * 2000))) == [200] * 2 + [503] * 4
    assert TestClient(app).post("/predict", json=GOOD).status_code == 200


def test_one_body_alone_may_be_as_large_as_the_network_needs() -> None:
    app = create_app(bundle(), max_body_bytes=10)
    assert run_async(hold(app, 1, b" " * 2000)) == [200]


def test_a_body_that_does_not_come_is_408() -> None:
    app = create_app(bundle(), body_seconds=0.05)

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    for path, kind in (("/predict", b"application/json"), ("/predict/image", b"multipart/form-data; boundary=x")):
        headers = [(b"content-type", kind)]
        scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b""}
        run_async(app(scope, never, send))
        start = sent[0]
        assert (start["status"], dict(start["headers"])[b"connection"]) == (408, b"close")
        sent.clear()


@pytest.mark.parametrize("seconds", [0, -1, float("nan")])
def test_a_time_for_bodies_that_is_none_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="body_seconds must be above 0"):
        create_app(bundle(), body_seconds=seconds)


def test_the_garbage_collector_leaves_a_running_application_alone() -> None:
    before = gc.get_freeze_count()
    with TestClient(create_app(bundle())):
        assert gc.get_freeze_count() > before + 1000
    assert gc.get_freeze_count() == before


def test_inference_has_one_torch_thread_too() -> None:
    seen: list[tuple[int, str]] = []

    def net(batch: Tensor) -> Tensor:
        seen.append((torch.get_num_threads(), threading.current_thread().name))
        return sums(batch)

    def ask() -> None:
        torch.set_num_threads(2)
        with TestClient(create_app(bundle(net))) as client:
            client.post("/predict", json=GOOD)

    before = torch.get_num_threads()
    try:
        in_own_thread(ask)
    finally:
        torch.set_num_threads(before)
    assert seen[-1][0] == 1
    assert seen[-1][1].startswith("hanli-inference")


# --- inference and batches ---


def test_probabilities_record_no_graph() -> None:
    def net(batch: Tensor) -> Tensor:
        assert torch.is_inference_mode_enabled()
        return sums(batch)

    (row,) = infer(bundle(net), [torch.ones(SHAPE)])
    assert row == pytest.approx(torch.tensor([4.0, 0.0]).softmax(dim=0).tolist())


BATCH_SIZE_BUCKETS = st.lists(st.tuples(*[st.sampled_from([0.0, 0.25, 1.0])] * 4), min_size=1, max_size=12)


@given(rows=BATCH_SIZE_BUCKETS, max_rows=st.integers(1, 5))
def test_whatever_comes_together_each_gets_what_it_gets_alone(rows: list[tuple[float, ...]], max_rows: int) -> None:
    """Rows that begin with 1 make the whole batch raise; only they are not answered."""
    samples = [torch.tensor(row).reshape(SHAPE) for row in rows]
    sizes: list[int] = []
    batcher = Batcher(max_rows, sizes.append)
    model = bundle(afraid_of_ones)

    async def at_once() -> list[object]:
        rows = [batcher.probabilities(model, sample) for sample in samples]
        return await asyncio.gather(*rows, return_exceptions=True)  # type: ignore[return-value]

    for sample, result in zip(samples, run_async(at_once()), strict=True):
        if sample[0, 0, 0] == 1:
            assert isinstance(result, UnhealthyModelError)
        else:
            assert result == pytest.approx(infer(model, [sample])[0])
    full, rest = divmod(len(samples), max_rows)
    assert sizes == [max_rows] * full + [rest] * (rest > 0)


def test_rows_that_are_not_finite_do_not_spoil_the_others() -> None:
    samples = [torch.full(SHAPE, value) for value in (0.0, float("nan"), 1.0)]
    good, bad, also_good = infer(bundle(), samples)
    assert isinstance(bad, UnhealthyModelError)
    assert [good, also_good] == [infer(bundle(), [samples[index]])[0] for index in (0, 2)]


def test_requests_one_after_another_wait_for_nobody() -> None:
    sizes: list[int] = []
    client = TestClient(create_app(bundle(lambda batch: (sizes.append(len(batch)), sums(batch))[1])))
    for _ in range(3):
        client.post("/predict", json=GOOD)
    assert sizes == [1, 1, 1]


@pytest.mark.parametrize(
    ("turns", "batches"),
    [
        ([0, 0, 1, 2, 3, 4], [(6, 6)]),  # each turn brings one more: one inference for all
        ([0, 0, 1, 6, 6, 7], [(3, 3), (3, 6)]),  # a turn that brings nobody ends the wait
        ([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7], [(8, 8), (8, 16)]),  # a full batch is not kept waiting
    ],
)
def test_a_batch_waits_for_those_who_come_turn_by_turn_and_no_longer(
    turns: list[int], batches: list[tuple[int, int]]
) -> None:
    """Each batch is told by its size and by how many had come until then."""
    seen: list[tuple[int, int]] = []
    come: list[int] = []
    all_have_come = threading.Event()

    def wait_and_sum(batch: Tensor) -> Tensor:
        assert all_have_come.wait(60)  # an inference that ends earlier would divide the next batch
        return sums(batch)

    batcher, model = Batcher(8, lambda rows: seen.append((rows, len(come)))), bundle(wait_and_sum)

    async def late(turn: int) -> list[float]:
        for _ in range(turn):
            await asyncio.sleep(0)
        come.append(turn)
        if len(come) == len(turns):
            all_have_come.set()
        return await batcher.probabilities(model, torch.ones(SHAPE))

    async def all_of_them() -> list[list[float]]:
        return await asyncio.gather(*[late(turn) for turn in turns])

    assert len(run_async(all_of_them())) == len(turns)
    assert seen == batches, "look at Batcher._gather: when it waits for one more turn of the loop"


def test_two_models_in_one_flush_are_kept_apart() -> None:
    batcher = Batcher(8)
    models = [bundle(sums), bundle(lambda batch: -sums(batch))]

    async def at_once() -> list[list[float]]:
        return await asyncio.gather(*[batcher.probabilities(models[n % 2], torch.ones(SHAPE)) for n in range(4)])

    first, second, third, fourth = run_async(at_once())
    assert first == third
    assert second == fourth
    assert first[0] > 0.9 > 0.1 > second[0]


def test_a_client_that_leaves_takes_nobody_along() -> None:
    batcher = Batcher(8)

    async def scene() -> list[float]:
        leaver, stayer = (asyncio.ensure_future(batcher.probabilities(bundle(), torch.ones(SHAPE))) for _ in range(2))
        await asyncio.sleep(0)
        leaver.cancel()
        return await asyncio.wait_for(stayer, 30)

    assert run_async(scene())[0] > 0.9


# --- the holder ---


def test_switch_and_rollback_and_how_far_back() -> None:
    holder = ModelHolder(bundle(version="1"), keep=2)
    for version in ("2", "3", "4"):
        holder.switch(bundle(version=version))
        assert holder.current.version == version
    assert [holder.rollback().version, holder.rollback().version] == ["3", "2"]
    with pytest.raises(NoPreviousModelError, match=r"^no model before model demo 2 is kept"):
        holder.rollback()
    assert holder.current.version == "2"


def test_keep_nothing() -> None:
    holder = ModelHolder(bundle(), keep=0)
    holder.switch(bundle(version="2"))
    with pytest.raises(NoPreviousModelError):
        holder.rollback()
    with pytest.raises(ValueError, match=r"^keep must be 0 or more, got -1$"):
        ModelHolder(bundle(), keep=-1)


@pytest.mark.parametrize("net", [broken, not_finite, one_output])
def test_a_sick_model_is_refused_unless_asked_for(net: Net) -> None:
    holder = ModelHolder(bundle(version="1"))
    with pytest.raises(UnhealthyModelError):
        holder.switch(bundle(net, version="2"))
    assert holder.current.version == "1"
    with pytest.raises(NoPreviousModelError):
        holder.rollback()
    holder.switch(bundle(net, version="2"), check=False)
    assert not holder.ready()
    assert holder.rollback().version == "1"
    assert holder.ready()


def test_health_does_not_outlive_a_switch() -> None:
    holder = ModelHolder(bundle())
    assert holder.ready()
    holder.switch(bundle(broken), check=False)  # equal in name, version and checksum
    assert not holder.ready()


def test_a_model_of_another_shape_is_refused() -> None:
    holder = ModelHolder(bundle())
    with pytest.raises(ValueError, match=r"^bundle must take input of shape \(1, 2, 2\).*got \(1, 3, 3\)$"):
        holder.switch(bundle(shape=(1, 3, 3)))
    assert holder.current.input_shape == SHAPE


def test_a_bundle_that_cannot_be_loaded_changes_nothing(tmp_path: Path) -> None:
    holder = ModelHolder(bundle())
    with pytest.raises(BundleError):
        holder.switch(tmp_path)
    assert holder.current.version == "1"


def test_a_request_ends_on_the_model_it_began_with() -> None:
    def old(batch: Tensor) -> Tensor:
        holder.switch(bundle(version="2"))
        return sums(batch)

    holder = ModelHolder(bundle(old))
    client = TestClient(create_app(holder))
    assert [client.post("/predict", json=GOOD).json()["version"] for _ in range(2)] == ["1", "2"]


def test_switches_from_many_threads_leave_one_whole_history() -> None:
    holder = ModelHolder(bundle(version="start"), keep=100)

    def work(name: int) -> None:
        for turn in range(10):
            holder.switch(bundle(version=f"{name}-{turn}"), check=False)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seen = [holder.current.version, *(holder.rollback().version for _ in range(40))]
    assert sorted(seen) == sorted(["start", *(f"{name}-{turn}" for name in range(4) for turn in range(10))])


# --- metrics ---


def metrics(client: TestClient) -> dict[str, float]:
    lines = client.get("/metrics").text.splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


def test_requests_are_counted_by_route_and_status_and_strange_paths_are_one() -> None:
    client = TestClient(create_app(bundle()))
    client.post("/predict", json=GOOD)
    for _ in range(2):
        client.post("/predict", json={})
    client.post("/predict", content=bytes(10_000), headers={"Content-Type": "application/json"})
    client.get("/predict")
    for path in ("/a", "/b", "/../etc/passwd"):
        client.get(path)
    found = metrics(client)
    counts = {key: value for key, value in found.items() if key.startswith("hanli_request_seconds_count")}
    assert counts == {
        'hanli_request_seconds_count{route="/predict",status="200"}': 1,
        'hanli_request_seconds_count{route="/predict",status="422"}': 2,
        'hanli_request_seconds_count{route="/predict",status="413"}': 1,
        'hanli_request_seconds_count{route="/predict",status="405"}': 1,
        'hanli_request_seconds_count{route="none",status="404"}': 3,
    }
    assert found["hanli_batch_rows_sum"] == 1


def test_the_buckets_add_up() -> None:
    client = TestClient(create_app(bundle()))
    for _ in range(3):
        client.post("/predict", json=GOOD)
    buckets = [value for key, value in metrics(client).items() if key.startswith("hanli_request_seconds_bucket")]
    assert buckets == sorted(buckets)
    assert buckets[-1] == 3


def test_the_model_that_answers_is_told_and_follows_a_switch() -> None:
    app = create_app(bundle(version="1"))
    client = TestClient(app)
    for version in ("1", "2"):
        info = [key for key in metrics(client) if key.startswith("hanli_model_info")]
        assert info == [f'hanli_model_info{{name="demo",sha256="{"ab" * 32}",version="{version}"}}']
        app.state.holder.switch(bundle(version="2"))


def test_an_error_of_our_own_counts_as_500_and_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(bundle())

    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("hanli.serve.app.Version", fail)
    client = TestClient(app, raise_server_exceptions=False)
    answer = client.get("/version")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")
    assert metrics(client)['hanli_request_seconds_count{route="/version",status="500"}'] == 1


# --- images ---


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_image_becomes_numbers_from_0_to_1(kind: str) -> None:
    assert torch.allclose(read_image(png(kind=kind), SHAPE), torch.ones(SHAPE))
    assert torch.allclose(read_image(png(color=0, kind=kind), SHAPE), torch.zeros(SHAPE))


def test_channels_come_first_and_rows_before_columns() -> None:
    image = Image.new("RGB", (3, 2))
    image.putpixel((2, 0), (255, 0, 51))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    expected = torch.zeros(3, 2, 3)
    expected[:, 0, 2] = torch.tensor([1.0, 0.0, 0.2])
    assert torch.allclose(read_image(stream.getvalue(), (3, 2, 3)), expected)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("channels", [1, 3])
def test_every_usual_mode_is_read(mode: str, channels: int) -> None:
    sample = read_image(png((7, 5), mode, 0), (channels, 4, 6))
    assert sample.shape == (channels, 4, 6)
    assert sample.dtype == torch.float32
    assert (sample == 0).all()


def test_what_is_transparent_is_black() -> None:
    assert (read_image(png(mode="RGBA", color=(255, 255, 255, 0)), SHAPE) == 0).all()
    assert (read_image(png(mode="P", color=0, transparency=0), SHAPE) == 0).all()


def test_a_photograph_is_turned_upright() -> None:
    image = Image.new("L", (4, 2))
    image.paste(255, (0, 0, 2, 2))  # the left half is white
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it right by 90 degrees
    stream = io.BytesIO()
    image.save(stream, "PNG", exif=exif)
    sample = read_image(stream.getvalue(), (1, 4, 2))
    assert (sample[0, :2] == 1).all()
    assert (sample[0, 2:] == 0).all()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is neither a PNG nor a JPEG image"),
        (png(kind="GIF"), "the file is neither a PNG nor a JPEG image"),
        (png(kind="BMP"), "the file is neither a PNG nor a JPEG image"),
        (b"<svg/>", "the file is neither a PNG nor a JPEG image"),
        (png((50, 50), kind="JPEG")[:200], "the image is damaged and cannot be read"),
        (noise()[:2000], "the image is damaged and cannot be read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "the image is damaged and cannot be read"),
        (b"\xff\xd8\xff" + bytes(50), "the image is damaged and cannot be read"),
        (png((101, 100)), "the image has 101×100 pixels, at most 10000 are taken"),
        (png(mode="I;16"), "the image has more than 8 bits a channel, save it with 8"),
    ],
)
def test_a_file_that_is_no_image_is_refused_with_the_reason(content: bytes, told: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_image(content, SHAPE, max_pixels=10_000)
    assert str(caught.value) == told
    client = TestClient(create_app(bundle(), max_image_pixels=10_000))
    answer = client.post("/predict/image", files={"file": ("x.png", content)})
    assert answer.status_code == 422
    assert answer.json() == {"detail": [{"loc": ["body", "file"], "msg": told, "type": "image"}]}


@pytest.mark.parametrize("shape", [(4,), (2, 2), (2, 3, 3), (1, 1, 3, 3)])
def test_an_image_fits_grey_and_colour_models_only(shape: tuple[int, ...]) -> None:
    with pytest.raises(TypeError, match=r"^shape must be \(1, H, W\) or \(3, H, W\), got"):
        read_image(png(), shape)


def test_a_bomb_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import PngImagePlugin

    content = png((3000, 3000), "1", 1)
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", lambda self: pytest.fail("decoded"))
    with pytest.raises(ValueError, match="3000×3000"):
        read_image(content, SHAPE)


def test_a_file_that_is_too_large_is_413_while_it_is_read() -> None:
    client = TestClient(create_app(bundle(), max_image_bytes=1000))
    sizes = {1000: 422, 1001: 413, 6000: 413}
    for size, status in sizes.items():
        assert client.post("/predict/image", files={"file": bytes(size)}).status_code == status

    def long() -> Iterator[bytes]:  # without a Content-Length
        for _ in range(100):
            yield bytes(100)

    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert client.post("/predict/image", content=long(), headers=headers).status_code == 413


def test_text_in_the_place_of_a_file_is_refused_without_naming_classes() -> None:
    answer = TestClient(create_app(bundle())).post("/predict/image", data={"file": "x"})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["msg"] == "Input should be a file"


# --- the program ---


def test_the_command_line_says_where_and_how_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    net = nn.Sequential(nn.Flatten(), nn.Linear(4, 2))
    folder = save_bundle(net, torch.rand(2, *SHAPE), tmp_path, name="demo", version="1", classes=["a", "b"])
    configs: list[Any] = []
    monkeypatch.setattr("hanli.serve.server.Server.run", lambda server: configs.append(server.config))
    main([str(folder)])
    main([str(folder), "--host", "0.0.0.0", "--port", "1", "--grace", "5"])
    found = [(config.host, config.port, config.timeout_graceful_shutdown) for config in configs]
    assert found == [("127.0.0.1", 8000, 30), ("0.0.0.0", 1, 5)]
    assert configs[1].app.state.holder.current.name == "demo"


@pytest.mark.parametrize("option", [[], ["--follow"]], ids=["bundle", "follow"])
def test_the_command_line_tells_in_one_line_what_cannot_be_served(
    option: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*option, str(tmp_path)])
    told = capsys.readouterr().err
    assert ended.value.code == 2
    assert told.startswith(f"hanli.serve: {tmp_path}") and len(told.splitlines()) == 1


def test_a_bundle_and_a_deployment_are_not_served_at_once(tmp_path: Path) -> None:
    for arguments in ({}, {"model": tmp_path, "follow": tmp_path}):
        with pytest.raises(TypeError, match="give one of model and follow"):
            run(**arguments)
