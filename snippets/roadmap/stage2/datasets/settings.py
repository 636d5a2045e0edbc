import warnings

from torch.utils.data import DataLoader

samples = list(range(6))
for wrong in (
    {"prefetch_factor": 2},
    {"persistent_workers": True},
    {"shuffle": True, "sampler": [0, 1, 2]},
    {"batch_size": 0},
):
    try:
        DataLoader(samples, **wrong)
    except ValueError as error:
        print(wrong, error, sep="\n  ")

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    DataLoader(samples, num_workers=10_000)  # (1)!
print(str(caught[0].message).partition(" Our suggested")[0])
