import warnings

import torch

x = torch.tensor([[1.0, 2.0, 3.0, 4.0]])  # (1, 4)
print(x.std(dim=1), x.std(dim=1, correction=0))

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    print(x.std(dim=0))  # (1)!
print(str(caught[0].message).split(".")[0])
