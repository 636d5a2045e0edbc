import os
import socket
import sys
from pathlib import Path

from torch.distributed.run import main as torchrun
from torch.multiprocessing import start_processes

SCRIPT = """
from os import environ
from pathlib import Path
names = ("GROUP_RANK", "LOCAL_RANK", "RANK", "WORLD_SIZE")
place = [f"{name} {environ[name]}" for name in names]
place.append(f"one port for all {environ['MASTER_PORT'] == environ['MEETING_PORT']}")
Path("place-" + environ["RANK"]).write_text("  ".join(place))
"""


def node(_, port):
    os.environ |= {"OMP_NUM_THREADS": "1", "MEETING_PORT": str(port)}  # (1)!
    command = ["--nnodes=2", "--nproc-per-node=2", "--rdzv-backend=c10d"]  # (2)!
    command += [f"--rdzv-endpoint=127.0.0.1:{port}", "--rdzv-id=trial"]  # (3)!
    command += ["--local-addr=127.0.0.1"]  # (4)!
    torchrun([*command, "train.py"])


if __name__ == "__main__":
    Path("train.py").write_text(SCRIPT)
    with socket.create_server(("127.0.0.1", 0)) as free:  # (5)!
        port = free.getsockname()[1]
    start = "fork" if sys.platform == "linux" else "spawn"
    start_processes(node, (port,), nprocs=2, start_method=start)
    for place in sorted(Path().glob("place-*")):
        print(place.read_text())
