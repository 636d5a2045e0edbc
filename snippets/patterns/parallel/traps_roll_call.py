import platform
import sys
import tempfile

import torch
import torch.distributed as dist
from torch.multiprocessing import start_processes


def roll_call(facts):
    """Name, on rank 0, every rank whose facts differ from rank 0's."""
    everyone = [None] * dist.get_world_size()
    dist.all_gather_object(everyone, facts)
    for rank, theirs in enumerate(everyone):
        odd = sorted(name for name in facts if theirs[name] != everyone[0][name])
        if odd and dist.get_rank() == 0:
            print(f"rank {rank} differs from rank 0 in: {', '.join(odd)}")
    return all(theirs == everyone[0] for theirs in everyone)


def work(rank, meeting):
    dist.init_process_group("gloo", store=dist.FileStore(meeting, 3), rank=rank, world_size=3)
    facts = {"torch": torch.__version__, "python": platform.python_version(), "dataset": 60_000}
    if rank == 2:
        facts["torch"] = "another"  # (1)!
    agreed = roll_call(facts)
    if rank == 0:
        print("ready to train:", agreed)
    dist.destroy_process_group()


if __name__ == "__main__":
    start = "fork" if sys.platform == "linux" else "spawn"
    with tempfile.TemporaryDirectory() as folder:
        start_processes(work, (f"{folder}/meeting",), nprocs=3, start_method=start)
