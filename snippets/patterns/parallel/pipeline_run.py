import copy
import sys
import tempfile

import torch
import torch.distributed as dist
from torch import nn
from torch.distributed.pipelining import PipelineStage, Schedule1F1B, ScheduleGPipe
from torch.multiprocessing import start_processes


def work(rank, meeting, kind):
    dist.init_process_group("gloo", store=dist.FileStore(meeting, 2), rank=rank, world_size=2)
    torch.manual_seed(1640)
    plain = nn.Sequential(
        nn.Linear(8, 16), nn.GELU(), nn.Linear(16, 16), nn.GELU(), nn.Linear(16, 4)
    )
    x, y = torch.randn(8, 8).double(), torch.randn(8, 4).double()  # (8, 8), (8, 4)
    cut, losses = slice(0, 2) if rank == 0 else slice(2, 5), []
    part = copy.deepcopy(plain.double()[cut])  # (1)!

    stage = PipelineStage(part, rank, 2, torch.device("cpu"))  # (2)!
    schedule = kind(stage, n_microbatches=4, loss_fn=nn.functional.mse_loss)
    schedule.step(x) if rank == 0 else schedule.step(target=y, losses=losses)  # (3)!

    loss = nn.functional.mse_loss(plain(x), y)
    loss.backward()
    pairs, equal = zip(part.parameters(), plain[cut].parameters(), strict=True), [None, None]
    dist.all_gather_object(equal, all(torch.allclose(ours.grad, its.grad) for ours, its in pairs))
    if rank == 1:
        print(f"{kind.__name__}: loss {torch.stack(losses).mean():.4f}, plain {loss:.4f}")
        print("  same gradients, stage by stage:", equal)
    dist.destroy_process_group()


if __name__ == "__main__":
    start = "fork" if sys.platform == "linux" else "spawn"
    for kind in (ScheduleGPipe, Schedule1F1B):
        with tempfile.TemporaryDirectory() as folder:
            start_processes(work, (f"{folder}/meeting", kind), nprocs=2, start_method=start)
