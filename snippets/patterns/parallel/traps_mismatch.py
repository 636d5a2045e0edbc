import sys
import tempfile

import torch
import torch.distributed as dist
from torch.multiprocessing import start_processes


def work(rank, meeting, shapes):
    dist.set_debug_level(dist.DebugLevel.DETAIL)  # (1)!
    dist.init_process_group("gloo", store=dist.FileStore(meeting, 2), rank=rank, world_size=2)
    try:
        if shapes:
            dist.all_reduce(torch.ones(2 + rank))
        else:
            dist.all_reduce(torch.ones(1)) if rank == 0 else dist.broadcast(torch.ones(1), 0)
    except RuntimeError as error:
        if rank == 0:
            first, _, rest = str(error).partition(" Rank 0 ")
            print(first, " ".join(rest.partition("differ in the following aspects:")[2].split()))
    dist.destroy_process_group()


if __name__ == "__main__":
    start = "fork" if sys.platform == "linux" else "spawn"
    for shapes in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            start_processes(work, (f"{folder}/meeting", shapes), nprocs=2, start_method=start)
