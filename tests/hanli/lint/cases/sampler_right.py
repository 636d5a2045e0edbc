"""A sampler that is told the epoch."""

from torch.utils.data import DataLoader, DistributedSampler


def shuffles_anew(dataset, train):
    sampler = DistributedSampler(dataset)
    loader = DataLoader(dataset, sampler=sampler)
    for epoch in range(3):
        sampler.set_epoch(epoch)
        for batch in loader:
            train(batch)
