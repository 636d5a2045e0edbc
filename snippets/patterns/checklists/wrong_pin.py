import warnings

import torch
from torch.utils.data import DataLoader


def complaints(**options):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        list(DataLoader(range(4), **options))
    return sum("pin_memory" in str(warning.message) for warning in caught)


accelerator = torch.accelerator.current_accelerator(check_available=True)
useful = accelerator is not None and accelerator.type != "mps"
always = complaints(pin_memory=True)
print("always True, and of no use: it complains:", (always > 0) == (not useful))
print("asked of the machine, complaints:", complaints(pin_memory=useful))
