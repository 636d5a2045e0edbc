"""Several processes, each of which goes through all of the data."""

import torch
import torch.distributed as dist
import torch.nn.functional as F
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader

from networks import Classifier


def main(rank, data, held_out):
    dist.init_process_group("nccl")
    model = DDP(Classifier().to(rank), device_ids=[rank])
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    train_loader = DataLoader(data, batch_size=32, shuffle=True)  # expect: missing-sampler
    val_loader = DataLoader(held_out, batch_size=32)
    for x, y in train_loader:
        optimizer.zero_grad()
        F.cross_entropy(model(x.to(rank)), y.to(rank)).backward()
        optimizer.step()
    return val_loader
