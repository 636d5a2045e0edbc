"""What hanli.serve costs and gains, beside a handler as one finds it in many tutorials and beside a handler that does nothing.

    python -m benchmarks.serving

All servers run at the same time, each in its own process under uvicorn, on the loopback; one client measures them in turn, with
1, 8 and 32 connections that stay open. A cell is REQUESTS requests, and the order changes every round; ratios are those within a
round, and the table shows the median of the rounds. Milliseconds are orders of magnitude: they depend on the machine and on
who else uses it. The last two columns do less: the CPU time of the server for one request, with 1 and with 32 clients (read from
/proc, so on Linux only).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
if str(ROOT) not in sys.path:  # a server is started as a script
    sys.path.append(str(ROOT))

from benchmarks import tables  # noqa: E402

KINDS = {
    "naive": "naive: `dict` body, pandas row, `def`",
    "empty": "empty FastAPI handler",
    "single": "`hanli.serve`, `max_batch=1`",
    "batched": "`hanli.serve`, dynamic batching",
}
CLIENTS, REQUESTS, ROUNDS, WARM_UP = (1, 8, 32), 960, 7, 96
PIXELS = 64


def main() -> None:
    measured = {}
    with tempfile.TemporaryDirectory() as folder:
        bundles = {size: _bundle(folder, size, width) for size, width in (("small", 512), ("large", 2048))}
        for size, bundle in bundles.items():
            servers = {kind: Server(kind, bundle) for kind in KINDS}
            try:
                measured[size] = _table(size, asyncio.run(_measure(servers)))
            finally:
                for server in servers.values():
                    server.stop()
    tables.write("serving", {"rounds": ROUNDS, "requests": REQUESTS}, measured)


def _bundle(folder: str, name: str, width: int) -> Path:
    import torch
    from torch import nn

    from hanli.export import save_bundle

    torch.manual_seed(1640)
    net = nn.Sequential(
        nn.Flatten(), nn.Linear(PIXELS, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 10)
    )
    classes = [str(digit) for digit in range(10)]
    return save_bundle(net, torch.rand(2, 1, 8, 8), folder, name=name, version="1", classes=classes)


class Server:
    """One server in a process of its own."""

    def __init__(self, kind: str, bundle: Path) -> None:
        environment = {key: value for key, value in os.environ.items() if key != "OMP_NUM_THREADS"}
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", kind, "--bundle", str(bundle)],
            env=environment | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())

    def cpu(self) -> float:
        """Its CPU time so far, in ms."""
        stat = Path(f"/proc/{self.process.pid}/stat")
        if not stat.exists():
            return float("nan")
        user, system = stat.read_text().rpartition(")")[2].split()[11:13]
        return 1000 * (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


async def _measure(servers: dict[str, Server]) -> dict[tuple[str, int], list[tuple[float, float, list[float]]]]:
    """For each kind and number of clients, the rounds: requests a second, CPU ms a request, sorted latencies in ms."""
    found: dict[tuple[str, int], list[tuple[float, float, list[float]]]] = {}
    for kind in KINDS:
        await _cell(servers[kind].port, 32, WARM_UP)
    for turn in range(ROUNDS):
        for clients in CLIENTS:
            order = list(KINDS)[turn % len(KINDS) :] + list(KINDS)[: turn % len(KINDS)]
            for kind in order:
                start, cpu = time.perf_counter(), servers[kind].cpu()
                latencies = await _cell(servers[kind].port, clients, REQUESTS)
                rate = len(latencies) / (time.perf_counter() - start)
                cpu = (servers[kind].cpu() - cpu) / len(latencies)
                found.setdefault((kind, clients), []).append((rate, cpu, sorted(latencies)))
    return found


async def _cell(port: int, clients: int, requests: int) -> list[float]:
    body = json.dumps({"pixels": [round(number / PIXELS, 3) for number in range(PIXELS)]}).encode()
    head = f"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    runs = await asyncio.gather(*[_client(port, head.encode() + body, requests // clients) for _ in range(clients)])
    return [latency for run in runs for latency in run]


async def _client(port: int, request: bytes, count: int) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    latencies = []
    for _ in range(count):
        start = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head[:20]:
            raise SystemExit(head.decode())
        length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        await reader.readexactly(int(length.split(b":")[1]))
        latencies.append(1000 * (time.perf_counter() - start))
    writer.close()
    await writer.wait_closed()
    return latencies


def _table(size: str, found: dict[tuple[str, int], list[tuple[float, float, list[float]]]]) -> dict[str, Any]:
    """For each server the rate over that of the naive one, the latencies under it, and the CPU time of a request."""
    layers = "64–512–512–10" if size == "small" else "64–2048–2048–10"
    columns = [f"server of the model {layers}", *(f"{clients} client{'s' * (clients > 1)}" for clients in CLIENTS)]
    columns += ["CPU time a request, 1 client", "CPU time a request, 32 clients"]
    rows = []
    for kind, title in KINDS.items():
        cells = []
        for clients in CLIENTS:
            rounds = found[kind, clients]
            ratios = [rate / naive for (rate, _, _), (naive, _, _) in zip(rounds, found["naive", clients], strict=True)]
            p50, p99 = (statistics.median(ms[int(part * len(ms))] for _, _, ms in rounds) for part in (0.5, 0.99))
            cells.append(f"×{statistics.median(ratios):.2f}<br>{p50:.1f}\u00a0/\u00a0{p99:.1f}")
        cells += [f"{statistics.median(cpu for _, cpu, _ in found[kind, clients]):.2f} ms" for clients in (1, 32)]
        rows.append([title, *cells])
    return tables.table(columns, rows)


def _serve(kind: str, bundle: Path) -> None:
    """Be one of the servers, on a free port that is printed."""
    import uvicorn

    # With the protocol named, asyncio sets TCP_NODELAY; without it every answer waits 40 ms for an acknowledgement.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)  # the client may come before uvicorn does
    print(listener.getsockname()[1], flush=True)
    make = {"naive": _naive, "empty": _empty, "single": _single, "batched": _batched}[kind]
    config = uvicorn.Config(make(bundle), log_level="warning", access_log=False)
    asyncio.run(uvicorn.Server(config).serve(sockets=[listener]))


def _naive(bundle: Path) -> object:
    """No validation, a DataFrame for one row, a thread for each request, as many torch threads as cores."""
    import pandas
    import torch
    from fastapi import FastAPI

    from hanli.export import load_bundle

    model, app = load_bundle(bundle), FastAPI()

    @app.post("/predict")
    def predict(payload: dict) -> dict:
        row = pandas.DataFrame([payload["pixels"]])
        logits = model.module(torch.tensor(row.values, dtype=torch.float32).reshape(-1, *model.input_shape))
        probabilities = logits.softmax(dim=1)[0]
        return {"label": int(probabilities.argmax()), "probabilities": probabilities.tolist()}

    return app


def _empty(bundle: Path) -> object:
    """What FastAPI itself takes: the body is read and parsed, and nothing is done with it."""
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/predict")
    async def predict(payload: dict) -> dict:
        return {"label": 0}

    return app


def _single(bundle: Path) -> object:
    from hanli.serve import create_app

    return create_app(bundle, max_batch=1)


def _batched(bundle: Path) -> object:
    from hanli.serve import create_app

    return create_app(bundle)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Compare servers of one model.")
    parser.add_argument("--serve", choices=KINDS)
    parser.add_argument("--bundle", type=Path)
    given = parser.parse_args()
    _serve(given.serve, given.bundle) if given.serve else main()
