import os
import socket
import sys

import torch
import torch.distributed as dist
from torch.multiprocessing import start_processes


def work(rank, port):
    os.environ |= {
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "RANK": str(rank),
        "WORLD_SIZE": "2",
    }
    dist.init_process_group("gloo")  # (1)!
    total = torch.tensor([10.0**rank])
    dist.all_reduce(total)
    if rank == 0:
        print("rank 0 of", dist.get_world_size(), "holds", total.item())
    dist.destroy_process_group()  # (2)!


if __name__ == "__main__":
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    start = "fork" if sys.platform == "linux" else "spawn"
    start_processes(work, (port,), nprocs=2, start_method=start)
