import sys
import tempfile

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.pipelining import PipelineStage, Schedule1F1B, ScheduleGPipe
from torch.multiprocessing import start_processes


def work(rank, meeting, kind):
    dist.init_process_group("gloo", store=dist.FileStore(meeting, 4), rank=rank, world_size=4)
    part, held, calls = nn.Sequential(nn.Linear(8, 8), nn.Tanh()), [0], []
    stage = PipelineStage(part, rank, 4, torch.device("cpu"))
    schedule = kind(stage, n_microbatches=8, loss_fn=nn.functional.mse_loss)
    x, target = [torch.randn(8, 8)] if rank == 0 else [], torch.zeros(8, 8) if rank == 3 else None

    def count(module, inputs, output):  # (1)!
        calls.append(len(calls))
        held.append(held[-1] + 1)
        if output.requires_grad:
            output.register_hook(lambda gradient: held.append(held[-1] - 1))

    part.register_forward_hook(count)
    schedule.step(*x, target=target)
    first, held[:] = len(calls), [0]  # (2)!
    schedule.step(*x, target=target)
    most = [None] * 4
    dist.all_gather_object(most, max(held))
    if rank == 0:
        print(f"{kind.__name__:13} held at once, stage by stage: {most}")
        print(f"  calls of a stage: first step {first}, second {len(calls) - first}")
    dist.destroy_process_group()


if __name__ == "__main__":
    start = "fork" if sys.platform == "linux" else "spawn"
    for kind in (ScheduleGPipe, Schedule1F1B):
        with tempfile.TemporaryDirectory() as folder:
            start_processes(work, (f"{folder}/meeting", kind), nprocs=4, start_method=start)
