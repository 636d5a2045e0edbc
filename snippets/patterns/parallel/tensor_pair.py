import sys
import tempfile
from copy import deepcopy

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.tensor.debug import CommDebugMode
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module
from torch.multiprocessing import start_processes


def work(rank, meeting):
    dist.init_process_group("gloo", store=dist.FileStore(meeting, 2), rank=rank, world_size=2)
    torch.manual_seed(1640)
    plain = nn.Sequential(nn.Linear(8, 32), nn.GELU(), nn.Linear(32, 8)).double()
    model, plan = deepcopy(plain), {"0": ColwiseParallel(), "2": RowwiseParallel()}  # (1)!
    parallelize_module(model, init_device_mesh("cpu", (2,)), plan)
    x = torch.randn(4, 8, dtype=torch.float64, requires_grad=True)  # (2)!
    with CommDebugMode() as forward:
        output = model(x)
    with CommDebugMode() as backward:
        output.sum().backward()
    plain(x).sum().backward()
    gradient = model[0].weight.grad.full_tensor()  # (3)!
    if rank == 0:
        print("same output:", torch.allclose(output, plain(x)))
        print("same gradient:", torch.allclose(gradient, plain[0].weight.grad))
        for name, value in model.named_parameters():
            print(f"{name:8} whole {tuple(value.shape)}, here {tuple(value.to_local().shape)}")
        print({str(name): number for name, number in forward.get_comm_counts().items()})
        print("forward", forward.get_total_counts(), "backward", backward.get_total_counts())
    dist.destroy_process_group()


if __name__ == "__main__":
    start = "fork" if sys.platform == "linux" else "spawn"  # (4)!
    with tempfile.TemporaryDirectory() as folder:
        start_processes(work, (f"{folder}/meeting",), nprocs=2, start_method=start)
