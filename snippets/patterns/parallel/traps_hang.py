import os
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import torch
import torch.distributed as dist
from torch.multiprocessing import start_processes

PATIENCE = timedelta(seconds=2)


def work(rank, meeting, name):
    store = dist.FileStore(meeting, 2)
    dist.init_process_group("gloo", store=store, rank=rank, world_size=2, timeout=PATIENCE)  # (1)!
    while rank == 1 and not Path(name).exists():  # (2)!
        time.sleep(0.1)
    if rank == 0:
        os.dup2(os.open("rank0.log", os.O_WRONLY | os.O_CREAT), 2)  # (3)!
        try:
            if name == "all_reduce":
                dist.all_reduce(torch.ones(1))
            else:
                dist.monitored_barrier(timeout=PATIENCE, wait_all_ranks=True)
        except RuntimeError as error:
            print(f"{name}: {str(error).split('] ')[-1]}")
        Path(name).touch()
    dist.destroy_process_group()


if __name__ == "__main__":
    start = "fork" if sys.platform == "linux" else "spawn"
    for name in ("all_reduce", "monitored_barrier"):
        with tempfile.TemporaryDirectory() as folder:
            start_processes(work, (f"{folder}/meeting", name), nprocs=2, start_method=start)
