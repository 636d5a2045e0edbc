import warnings

import torch
from torch.utils.data import DataLoader, TensorDataset

accelerator = torch.accelerator.current_accelerator(check_available=True)
useful = accelerator is not None and accelerator.type != "mps"
dataset = TensorDataset(torch.arange(100))
for pin in (True, useful):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        (batch,) = next(iter(DataLoader(dataset, batch_size=32, pin_memory=pin)))
    print("pinned, where it is of use:", batch.is_pinned() == (pin and useful))
    print("warned, where it is not:", bool(caught) == (pin and not useful))
