import warnings

import torch
from torch.utils.data import DataLoader

samples = list(range(6))
unequal = [torch.zeros(2), torch.zeros(3)]
attempts = {
    "shuffle and sampler": lambda: DataLoader(samples, shuffle=True, sampler=[0, 1]),
    "nothing to shuffle": lambda: DataLoader([], shuffle=True),
    "unequal sizes": lambda: list(DataLoader(unequal, batch_size=2)),
    "None as a sample": lambda: list(DataLoader([None, 1], batch_size=2)),
    "prefetch": lambda: DataLoader(samples, prefetch_factor=2),
    "persistent": lambda: DataLoader(samples, persistent_workers=True),
}
for title, attempt in attempts.items():
    try:
        attempt()
    except (TypeError, ValueError, RuntimeError) as error:
        message = str(error).partition(".let")[0].partition("; found")[0]
        print(f"{title}: {type(error).__name__}\n  {message}")

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    DataLoader(samples, num_workers=10_000)  # (1)!
print(str(caught[0].message).partition(" Our suggested")[0])
