import sys
import tempfile

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.pipelining import PipelineStage, ScheduleGPipe
from torch.multiprocessing import start_processes


def work(rank, meeting):
    dist.init_process_group("gloo", store=dist.FileStore(meeting, 2), rank=rank, world_size=2)
    torch.manual_seed(1640)
    model = nn.Sequential(nn.Linear(8, 8), nn.Linear(8, 4)).double()
    batches = torch.randn(8, 8).double(), torch.randn(6, 8).double()
    stage = PipelineStage(model[rank], rank, 2, torch.device("cpu"))
    schedule = ScheduleGPipe(stage, n_microbatches=4)
    for x in batches:
        output = schedule.step(x) if rank == 0 else schedule.step()
        if rank == 1:
            right = torch.isclose(output[: len(x)], model(x)).all(dim=1)
            print(f"{len(x)} rows in, {len(output)} out, right: {right.int().tolist()}")  # (1)!
    dist.destroy_process_group()


if __name__ == "__main__":
    start = "fork" if sys.platform == "linux" else "spawn"
    with tempfile.TemporaryDirectory() as folder:
        start_processes(work, (f"{folder}/meeting",), nprocs=2, start_method=start)
