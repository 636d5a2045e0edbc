"""What several processes do: checkpoints of ranks, and look-alikes that are right."""

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch.nn.parallel import DistributedDataParallel


def setup(rank, world_size):
    dist.init_process_group("nccl", rank=rank, world_size=world_size)


def save_checkpoint(model, epoch):
    torch.save({"model": model.state_dict(), "epoch": epoch}, "checkpoint.pt")  # expect: every-rank-saves


def main(rank, world_size, model, loader):
    setup(rank, world_size)
    model = DistributedDataParallel(model.to(rank), device_ids=[rank])
    for epoch in range(10):
        save_checkpoint(model, epoch)
        if rank == 0:
            torch.save(model.module.state_dict(), "model.pt")
            save_log(epoch)
        torch.save(torch.get_rng_state(), f"state_{rank}.pt")
    torch.save(model.module.state_dict(), "last.pt")  # expect: every-rank-saves
    Trainer(model).save()
    finish(rank, model)
    Worker(model, rank).train(10)
    helper = Helper()
    if dist.get_rank() == 0:
        helper.write(model)


def save_log(epoch):
    torch.save(epoch, "log.pt")


def finish(rank, model):
    if rank != 0:
        return
    torch.save(model.state_dict(), "final.pt")


def never_called_here(model):
    torch.save(model.state_dict(), "unknown.pt")


class Trainer:
    def __init__(self, model):
        self.model = model

    def save(self):
        torch.save(self.model.state_dict(), "trainer.pt")  # expect: every-rank-saves


class Worker:
    def __init__(self, model, gpu_id):
        self.model, self.gpu_id = model, gpu_id

    def write(self, epoch):
        torch.save(self.model.state_dict(), f"epoch_{epoch}.pt")

    def train(self, epochs):
        for epoch in range(epochs):
            if self.gpu_id == 0 and epoch % 5 == 0:
                self.write(epoch)


class Helper:
    def write(self, model):
        torch.save(model.state_dict(), "helper.pt")


if __name__ == "__main__":
    mp.spawn(main, args=(2, None, None), nprocs=2)
