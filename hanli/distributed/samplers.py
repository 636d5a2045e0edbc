"""Which samples each process gets, in training and in evaluation."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch.utils.data import Sampler

from hanli.distributed.world import World


class TrainingSampler(Sampler[list[int]]):
    """Deals each batch out among the processes, in an order that is new in each epoch.

    Pass it to a DataLoader as `batch_sampler`. Each pass over it is one epoch, counted here:
    there is no `set_epoch` to forget. The order and the batches are the same for any number of
    processes, so a run can be continued with more or fewer. What is left over at the end of an
    epoch and makes no full batch is left out; the order being new, it is other samples each time.

    Args:
        samples: How many samples there are.
        batch_size: Of all processes together; they share it equally.
        world: The processes, from `join`.
        seed: Of the order.

    Attributes:
        epoch: Which epoch the next pass is, from 0.
        batch: Which batch it begins with, from 0.

    Raises:
        ValueError: `batch_size` is less than 1, more than `samples`, or no multiple of the number of processes.

    Source: <https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.distributed.DistributedSampler>
    """

    def __init__(self, samples: int, batch_size: int, world: World, seed: int = 0) -> None:
        if not 1 <= batch_size <= samples:
            raise ValueError(f"batch_size must be from 1 to the number of samples, {samples}, got {batch_size}")
        if batch_size % world.size:
            raise ValueError(
                f"batch_size must be a multiple of the number of processes, {world.size}, got {batch_size}"
            )
        self.samples, self.batch_size, self.world, self.seed = samples, batch_size, world, seed
        self.epoch, self.batch = 0, 0

    def __len__(self) -> int:
        """How many batches a whole epoch has."""
        return self.samples // self.batch_size

    def __iter__(self) -> Iterator[list[int]]:
        """This process's share of each batch, from `batch` on; the next pass is the next epoch."""
        epoch, start = self.epoch, self.batch
        self.epoch, self.batch = epoch + 1, 0
        return self._iterate_shares(epoch, start)

    def _iterate_shares(self, epoch: int, start: int) -> Iterator[list[int]]:
        """This process's part of each batch of an epoch."""
        order = torch.randperm(self.samples, generator=torch.Generator().manual_seed(self.seed + epoch)).tolist()
        share = self.batch_size // self.world.size
        for batch in range(start, len(self)):
            first = batch * self.batch_size + self.world.rank * share
            yield order[first : first + share]


class EvaluationSampler(Sampler[int]):
    """Deals the samples out among the processes, each sample once, though some get one more.

    Args:
        samples: How many samples there are.
        world: The processes, from `join`.

    Raises:
        ValueError: There are fewer samples than processes.
    """

    def __init__(self, samples: int, world: World) -> None:
        if samples < world.size:
            raise ValueError(f"samples must be at least the number of processes, {world.size}, got {samples}")
        self._mine = range(world.rank, samples, world.size)

    def __len__(self) -> int:
        """How many samples this process gets."""
        return len(self._mine)

    def __iter__(self) -> Iterator[int]:
        """This process's samples."""
        return iter(self._mine)
