import copy
import sys
import tempfile

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module
from torch.multiprocessing import start_processes


def work(rank, meeting):
    dist.init_process_group("gloo", store=dist.FileStore(meeting, 4), rank=rank, world_size=4)
    torch.manual_seed(1640)
    layers = nn.Linear(8, 32), nn.GELU(), nn.Linear(32, 8), nn.Tanh()
    plain, batch = nn.Sequential(*layers).double(), torch.randn(8, 8).double()
    model = copy.deepcopy(plain)
    mesh = init_device_mesh("cpu", (2, 2), mesh_dim_names=("data", "tensor"))  # (1)!
    row, column = mesh.get_local_rank("data"), mesh.get_local_rank("tensor")
    parallelize_module(model, mesh["tensor"], {"0": ColwiseParallel(), "2": RowwiseParallel()})
    fully_shard(model, mesh=mesh["data"])

    model(batch.chunk(2)[row]).square().mean().backward()  # (2)!
    plain(batch).square().mean().backward()
    mine = model[0].weight.grad.to_local()
    expected = plain[0].weight.grad.chunk(2)[column].chunk(2)[row]  # (3)!
    equal = [None] * 4
    dist.all_gather_object(equal, torch.allclose(mine, expected))
    if rank == 0:
        print("mesh:", mesh.mesh.tolist(), "same gradient:", equal)
        print("one matrix, whole and here:", tuple(plain[0].weight.shape), tuple(mine.shape))
    dist.destroy_process_group()


if __name__ == "__main__":
    start = "fork" if sys.platform == "linux" else "spawn"
    with tempfile.TemporaryDirectory() as folder:
        start_processes(work, (f"{folder}/meeting",), nprocs=4, start_method=start)
