import copy
import sys
import tempfile

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module
from torch.multiprocessing import start_processes


@torch.no_grad()
def work(rank, meeting):
    dist.init_process_group("gloo", store=dist.FileStore(meeting, 2), rank=rank, world_size=2)
    torch.manual_seed(1640)
    plain = nn.Sequential(nn.Linear(8, 32), nn.GELU(), nn.Linear(32, 8)).double()
    model, mesh = copy.deepcopy(plain), init_device_mesh("cpu", (2,))
    parallelize_module(model, mesh, {"0": ColwiseParallel(), "2": RowwiseParallel()})
    batches = torch.randn(2, 4, 8, dtype=torch.float64)  # (2, 4, 8)
    output = model(batches[rank])  # (1)!

    hidden = plain[:2](batches)  # (2, 4, 32)
    spliced = plain[2](torch.cat((hidden[0, :, :16], hidden[1, :, 16:]), dim=1))  # (2)!
    candidates = {"batch 0": plain(batches[0]), "batch 1": plain(batches[1]), "spliced": spliced}
    equal = {name: torch.allclose(output, other) for name, other in candidates.items()}
    if rank == 0:
        print("the output is the answer for", equal)
    dist.destroy_process_group()


if __name__ == "__main__":
    start = "fork" if sys.platform == "linux" else "spawn"
    with tempfile.TemporaryDirectory() as folder:
        start_processes(work, (f"{folder}/meeting",), nprocs=2, start_method=start)
