import warnings

import torch
from torch.utils.data import DataLoader, TensorDataset

dataset = TensorDataset(torch.arange(100))
for pin in (True, torch.accelerator.is_available()):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        (batch,) = next(iter(DataLoader(dataset, batch_size=32, pin_memory=pin)))
    available = torch.accelerator.is_available()
    print("pinned, if there is an accelerator:", batch.is_pinned() == (pin and available))
    print("warned, if there is none:", bool(caught) == (pin and not available))
