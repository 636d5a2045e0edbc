import warnings

import torch
from torch.utils.data import DataLoader


def count_warnings(**options):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        list(DataLoader(range(4), **options))
    return sum("pin_memory" in str(warning.message) for warning in caught)


accelerator = torch.accelerator.current_accelerator(check_available=True)
useful = accelerator is not None and accelerator.type != "mps"
always = count_warnings(pin_memory=True)
print("always True: a warning wherever it is of no use:", (always > 0) == (not useful))
print("set for this machine, warnings:", count_warnings(pin_memory=useful))
