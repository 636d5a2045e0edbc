import os
import sys
from pathlib import Path

from torch.distributed import TCPStore
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
    command += ["--local-addr=127.0.0.1", "--rdzv-conf=is_host=false"]  # (4)!
    torchrun([*command, "train.py"])


if __name__ == "__main__":
    Path("train.py").write_text(SCRIPT)
    meeting = TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)  # (5)!
    start = "fork" if sys.platform == "linux" else "spawn"
    start_processes(node, (meeting.port,), nprocs=2, start_method=start)
    for place in sorted(Path().glob("place-*")):
        print(place.read_text())
