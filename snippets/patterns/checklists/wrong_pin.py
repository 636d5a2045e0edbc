import warnings

import torch
from torch.utils.data import DataLoader


def complaints(**options):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        list(DataLoader(range(4), **options))
    return sum("pin_memory" in str(warning.message) for warning in caught)


accelerated = torch.accelerator.is_available()
always = complaints(pin_memory=True)
print("always True, and no accelerator: it complains:", (always > 0) == (not accelerated))
print("asked of the machine, complaints:", complaints(pin_memory=accelerated))
