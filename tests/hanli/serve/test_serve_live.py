"""hanli.serve behind real uvicorn on the loopback: shutdown, switch and sickness while clients keep asking."""

from __future__ import annotations

import asyncio
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from torch import Tensor, nn

from hanli.export import Bundle, save_bundle
from hanli.serve import DRAINING_DETAIL, UNHEALTHY_DETAIL, ModelHolder, create_app

ROOT = Path(__file__).parents[3]
BODY = json.dumps({"pixels": [0, 0, 0, 0]})
HEADERS = {"Content-Type": "application/json"}
PATIENCE = 60  # seconds until a test that hangs fails; none of them waits for it


def zeros(batch: Tensor) -> Tensor:
    return torch.zeros(len(batch), 2)


def bundle(version: str, net: Callable[[Tensor], Tensor] = zeros) -> Bundle:
    return Bundle("demo", version, "0" * 64, ("a", "b"), (1, 2, 2), net)


@contextmanager
def serving(model: ModelHolder | ASGIApp) -> Iterator[tuple[uvicorn.Server, int]]:
    """A server in a thread, and its port."""
    app = create_app(model) if isinstance(model, ModelHolder) else model
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        yield server, server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def ask(port: int, method: str = "GET", path: str = "/live", body: str | None = None) -> tuple[int, dict[str, object]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, HEADERS)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


class Gate:
    """Lets requests into the application and holds them there until they are let go, all in one turn of the loop."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.inside = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            self.loop, self.opened = asyncio.get_running_loop(), asyncio.Event()
        else:
            self.inside += 1
            await self.opened.wait()
        await self.app(scope, receive, send)

    def open(self) -> None:
        self.loop.call_soon_threadsafe(self.opened.set)


class Clients:
    """Clients that ask one request after another on a connection that stays open, and note every answer."""

    def __init__(self, port: int, count: int, requests: int) -> None:
        self.answers: list[tuple[int, object]] = []
        self.lost: list[Exception] = []
        self.port, self.requests = port, requests
        self.threads = [threading.Thread(target=self._run) for _ in range(count)]
        for thread in self.threads:
            thread.start()

    def _run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            for _ in range(self.requests):
                connection.request("POST", "/predict", BODY, HEADERS)
                answer = connection.getresponse()
                self.answers.append((answer.status, json.loads(answer.read()).get("version")))
        except Exception as error:
            self.lost.append(error)
        finally:
            connection.close()

    def join(self) -> None:
        for thread in self.threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()


def test_switch_and_rollback_under_load_lose_no_request() -> None:
    holder = ModelHolder(bundle("1"))
    with serving(holder) as (_, port):
        clients = Clients(port, count=8, requests=40)
        for step in range(6):
            until(lambda step=step: len(clients.answers) >= 20 * (step + 1))
            holder.switch(bundle("2")) if step % 2 == 0 else holder.rollback()
        clients.join()
    assert clients.lost == []
    assert len(clients.answers) == 320
    assert {status for status, _ in clients.answers} == {200}
    assert {version for _, version in clients.answers} == {"1", "2"}
    assert clients.answers[-1][1] == "1", "the last rollback was seen"


def test_a_model_that_falls_sick_under_load_is_503_alive_and_recovers_by_rollback() -> None:
    mood = [zeros]
    holder = ModelHolder(bundle("1"))
    holder.switch(bundle("2", lambda batch: mood[0](batch)))
    with serving(holder) as (_, port):
        clients = Clients(port, count=4, requests=60)
        until(lambda: len(clients.answers) >= 40)
        mood[0] = lambda batch: zeros(batch) / 0
        until(lambda: (503, None) in clients.answers)
        assert ask(port, path="/live") == (200, {"status": "alive"})
        assert ask(port, path="/ready") == (503, {"detail": UNHEALTHY_DETAIL})
        holder.rollback()
        assert ask(port, path="/ready") == (200, {"status": "ready"})
        clients.join()
        assert ask(port, "POST", "/predict", BODY)[1]["version"] == "1"
    assert clients.lost == []
    assert Counter(status for status, _ in clients.answers).keys() == {200, 503}
    assert len(clients.answers) == 240


def test_requests_that_come_together_share_an_inference() -> None:
    sizes: list[int] = []

    def net(batch: Tensor) -> Tensor:
        sizes.append(len(batch))
        return zeros(batch)

    gate = Gate(create_app(bundle("1", net)))
    with serving(gate) as (_, port):
        sizes.clear()  # the trial
        clients = Clients(port, count=8, requests=1)
        until(lambda: gate.inside == 8)
        gate.open()
        clients.join()
    assert clients.answers == [(200, "1")] * 8
    assert sum(sizes) == 8
    assert max(sizes) > 1


def test_a_body_that_is_too_large_is_refused_over_real_http() -> None:
    with serving(ModelHolder(bundle("1"))) as (_, port):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.putrequest("POST", "/predict")
        connection.putheader("Content-Type", "application/json")
        connection.putheader("Content-Length", str(10**12))
        connection.endheaders()  # and not one byte of it: the length alone is enough
        assert connection.getresponse().status == 413
        connection.close()
        assert ask(port) == (200, {"status": "alive"})


@pytest.mark.parametrize(
    "bytes_",
    [b"\x00\xff\x16\x03\x01", b"GET\r\n\r\n", b"POST /predict HTTP/1.1\r\nContent-Length: -5\r\n\r\n"],
    ids=["tls", "no-path", "negative-length"],
)
def test_what_is_not_http_does_not_hurt(bytes_: bytes) -> None:
    with serving(ModelHolder(bundle("1"))) as (_, port):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as raw:
            raw.sendall(bytes_ + b"\r\n\r\n")
            assert raw.recv(100).startswith(b"HTTP/1.1 400 ")
        assert ask(port) == (200, {"status": "alive"})


def test_the_program_stops_on_sigterm_after_answering_what_it_has_taken(tmp_path: Path) -> None:
    """`python -m hanli.serve`: every request that the application took is answered, and the port is closed."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(4, 2))
    folder = save_bundle(net, torch.rand(2, 1, 2, 2), tmp_path, name="demo", version="1", classes=["a", "b"])
    process = subprocess.Popen(
        [sys.executable, "-m", "hanli.serve", str(folder), "--port", "0", "--drain", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        for line in process.stdout:
            if "running on http://" in line:
                port = int(line.partition("http://127.0.0.1:")[2].split()[0])
                break
        log: list[str] = []
        reader = threading.Thread(target=lambda: log.extend(process.stdout or []))
        reader.start()
        clients = Clients(port, count=8, requests=300)
        until(lambda: len(clients.answers) >= 80)
        process.send_signal(signal.SIGTERM)
        clients.join()
        process.wait(PATIENCE)
        reader.join(PATIENCE)
    finally:
        process.kill()
    taken = sum('"POST /predict HTTP/1.1" 200' in line for line in log)
    assert len(clients.answers) == taken, "an answer was sent and did not arrive, or the other way round"
    assert {status for status, _ in clients.answers} == {200}
    assert 80 <= taken < 2400, "the signal came while clients were asking"
    with pytest.raises(ConnectionRefusedError):
        ask(port)


def test_after_the_signal_a_server_is_not_ready_and_answers_for_a_while(tmp_path: Path) -> None:
    """`--drain`: whoever shares out the requests learns that it goes, and a client learns it by the closed connection."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(4, 2))
    folder = save_bundle(net, torch.rand(2, 1, 2, 2), tmp_path, name="demo", version="1", classes=["a", "b"])
    process = subprocess.Popen(
        [sys.executable, "-m", "hanli.serve", str(folder), "--port", "0", "--drain", str(PATIENCE)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        line = next(line for line in process.stdout if "running on http://" in line)
        port = int(line.partition("http://127.0.0.1:")[2].split()[0])
        kept = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        kept.request("GET", "/ready")
        assert kept.getresponse().read() == b'{"status":"ready"}'
        process.send_signal(signal.SIGTERM)
        until(lambda: ask(port, path="/ready") == (503, {"detail": DRAINING_DETAIL}))
        kept.request("POST", "/predict", BODY, HEADERS)
        answer = kept.getresponse()
        assert (answer.status, answer.getheader("connection")) == (200, "close")
        answer.read()
        assert ask(port) == (200, {"status": "alive"})
        process.send_signal(signal.SIGTERM)  # a second one: at once
        process.wait(PATIENCE)
    finally:
        process.kill()
    with pytest.raises(ConnectionRefusedError):
        ask(port)


def test_the_process_is_alive_while_an_inference_runs() -> None:
    """Whoever takes its silence for a hang would restart a server in the middle of its work."""
    entered, go_on, order = threading.Event(), threading.Event(), list[str]()

    def slow(batch: Tensor) -> Tensor:
        if batch.sum() == 0:  # not the trial
            entered.set()
            assert go_on.wait(PATIENCE)
        return zeros(batch)

    with serving(ModelHolder(bundle("1", slow))) as (_, port):

        def predict() -> None:
            assert ask(port, "POST", "/predict", BODY)[0] == 200
            order.append("/predict")

        client = threading.Thread(target=predict)
        client.start()
        assert entered.wait(PATIENCE)
        for path in ("/live", "/ready", "/version"):
            assert ask(port, path=path)[0] == 200
            order.append(path)
        go_on.set()
        client.join()
    assert order == ["/live", "/ready", "/version", "/predict"]


def test_what_comes_during_an_inference_is_the_next_batch() -> None:
    sizes: list[int] = []
    entered, go_on = threading.Event(), threading.Event()

    def slow(batch: Tensor) -> Tensor:
        sizes.append(len(batch))
        if len(sizes) == 2:  # after the trial
            entered.set()
            assert go_on.wait(PATIENCE)
        return zeros(batch)

    gate = Gate(create_app(bundle("1", slow)))
    with serving(gate) as (_, port):
        gate.open()
        first = Clients(port, count=1, requests=1)
        assert entered.wait(PATIENCE)
        others = Clients(port, count=5, requests=1)
        until(lambda: gate.inside == 6)
        assert ask(port) == (200, {"status": "alive"})  # so the five have had their turn of the loop
        go_on.set()
        first.join()
        others.join()
    assert [*first.answers, *others.answers] == [(200, "1")] * 6
    assert sizes == [1, 1, 5]


@pytest.mark.parametrize(
    "pieces",
    [[b""], [b"POST /predict HT"], [b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /live HTTP/1.1\r\nX"]],
    ids=["nothing", "half a head", "half a second head"],
)
def test_a_client_that_sends_no_request_is_closed(pieces: list[bytes]) -> None:
    from hanli.serve.server import make_server

    server = make_server(create_app(bundle("1")), host="127.0.0.1", port=0, grace=1, drain=0, head_seconds=0.2)
    server.config.log_level = "error"
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until(lambda: server.started)
        port = server.servers[0].sockets[0].getsockname()[1]
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as raw:
            for number, piece in enumerate(pieces):
                raw.sendall(piece)
                answer = b""
                while number + 1 < len(pieces) and not answer.endswith(b'{"status":"alive"}'):
                    answer += raw.recv(1000)
            assert raw.recv(1000) == b"", "closed, and nothing said"
        assert ask(port) == (200, {"status": "alive"})
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def test_a_client_whose_body_does_not_come_is_answered_and_closed() -> None:
    app = create_app(bundle("1"), body_seconds=0.2)
    with serving(app) as (_, port), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as raw:
        raw.sendall(
            b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{"
        )
        answer = b""
        while piece := raw.recv(1000):
            answer += piece
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert ask(port) == (200, {"status": "alive"})


def test_a_graceful_end_answers_every_request_under_way() -> None:
    gate = Gate(create_app(bundle("1")))
    with serving(gate) as (server, port):
        clients = Clients(port, count=10, requests=1)
        until(lambda: gate.inside == 10)
        server.should_exit = True
        until(lambda: not server.servers[0].is_serving())
        with pytest.raises(ConnectionRefusedError):
            ask(port)
        gate.open()
        clients.join()
    assert clients.lost == []
    assert clients.answers == [(200, "1")] * 10
