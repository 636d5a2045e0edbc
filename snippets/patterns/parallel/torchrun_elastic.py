import os
import sys
import time
from pathlib import Path

import torch.distributed as dist
from torch.distributed.run import main as torchrun
from torch.multiprocessing import start_processes

SCRIPT = """
from os import environ; from time import sleep
with open(environ["TORCHELASTIC_RUN_ID"], "a") as log:
    log.write(f"rank {environ['RANK']} of {environ['WORLD_SIZE']}\\n")
while environ["WORLD_SIZE"] == "1": sleep(0.1)
"""


def node(number, endpoint, name, alone):
    os.environ["TORCH_DISABLE_SHARE_RDZV_TCP_STORE"] = alone  # (1)!
    os.dup2(os.open("launchers.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)  # (2)!
    while number == 1 and not Path(name).exists():  # (3)!
        time.sleep(0.1)
    command = ["--nnodes=1:2", "--nproc-per-node=1", "--monitor-interval=0.2", f"--rdzv-id={name}"]
    command += ["--rdzv-backend=c10d", f"--rdzv-endpoint={endpoint}", "--local-addr=127.0.0.1"]
    command += ["--rdzv-conf=is_host=false,last_call_timeout=1,read_timeout=4"]  # (4)!
    try:
        torchrun([*command, "train.py"])
    except dist.DistStoreError as error:
        print("newcomer:", error) if number == 1 else None


if __name__ == "__main__":
    Path("train.py").write_text(SCRIPT)
    start = "fork" if sys.platform == "linux" else "spawn"
    for name, alone in (("shared-store", "0"), ("own-store", "1")):
        meeting = dist.TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)  # (5)!
        endpoint = f"127.0.0.1:{meeting.port}"
        start_processes(node, (endpoint, name, alone), nprocs=2, start_method=start)
        first, *then = Path(name).read_text().splitlines()
        print(f"{name}: first {first}; then {sorted(then)}")
