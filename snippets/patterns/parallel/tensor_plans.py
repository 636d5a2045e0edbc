import sys
import tempfile
import warnings

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module
from torch.multiprocessing import start_processes


def work(rank, meeting):
    warnings.simplefilter("error")  # (1)!
    dist.init_process_group("gloo", store=dist.FileStore(meeting, 2), rank=rank, world_size=2)
    mesh = init_device_mesh("cpu", (2,))
    for plan in (
        {"0": ColwiseParallel()},
        {"0": ColwiseParallel(), "3": RowwiseParallel()},
    ):
        model = nn.Sequential(nn.Linear(8, 32), nn.GELU(), nn.Linear(32, 8))
        try:
            parallelize_module(model, mesh, plan)
            model(torch.randn(4, 8))
        except (RuntimeError, UserWarning) as error:
            if rank == 0:
                print(f"{type(error).__name__}: {str(error).split(' in module')[0]}")
    dist.destroy_process_group()


if __name__ == "__main__":
    start = "fork" if sys.platform == "linux" else "spawn"
    with tempfile.TemporaryDirectory() as folder:
        start_processes(work, (f"{folder}/meeting",), nprocs=2, start_method=start)
