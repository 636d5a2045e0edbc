import warnings

import torch
from torchmetrics import MeanMetric

for strategy in ["warn", "disable"]:
    mean = MeanMetric(nan_strategy=strategy)
    mean.update(torch.tensor(1.0), weight=3)  # (1)!
    mean.update(torch.tensor(2.0), weight=1)
    print(f"{strategy}: {mean.compute().item()}")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        mean.update(torch.tensor(torch.nan), weight=1)  # (2)!
    print(f"  with nan: {mean.compute().item()}", [str(warning.message) for warning in caught])
