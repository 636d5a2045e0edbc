import warnings
from unittest.mock import patch

import torch
from torch.utils.data import DataLoader

samples = torch.arange(6.0)
with patch("torch.accelerator.is_available", return_value=False):  # (1)!
    for pin_memory in (True, torch.accelerator.is_available()):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            batches = list(DataLoader(samples, batch_size=3, pin_memory=pin_memory))
        print(pin_memory, [str(warning.message) for warning in caught])
