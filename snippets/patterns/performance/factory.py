import os

import torch
from torch.utils.data import DataLoader, RandomSampler, TensorDataset


def loader(dataset, batch_size, training, workers=0, seed=1640):
    """A data loader with options that fit each other."""
    accelerator = torch.accelerator.current_accelerator(check_available=True)
    options = {}
    if workers > 0:  # (1)!
        options = {"persistent_workers": True, "prefetch_factor": 2}
    return DataLoader(
        dataset,
        batch_size=batch_size,
        shuffle=training,
        drop_last=training and len(dataset) >= batch_size,  # (2)!
        num_workers=min(workers, os.cpu_count() or 1),  # (3)!
        pin_memory=accelerator is not None and accelerator.type != "mps",  # (4)!
        generator=torch.Generator().manual_seed(seed),
        **options,
    )


if __name__ == "__main__":
    for size in (10, 100):
        dataset = TensorDataset(torch.arange(size))
        for training in (True, False):
            made = loader(dataset, 32, training)
            seen = sum(len(batch) for (batch,) in made)
            shuffled = isinstance(made.sampler, RandomSampler)
            told = f"{len(made)} batches, {seen:3} seen, {shuffled = }"
            print(f"{size:3} items, {training = !s:5}: {told}")

    first = [batch.tolist() for (batch,) in loader(dataset, 32, True)]
    with_worker = [batch.tolist() for (batch,) in loader(dataset, 32, True, workers=1)]
    print("a worker changes nothing:", first == with_worker)
