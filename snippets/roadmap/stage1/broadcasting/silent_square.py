import warnings

import torch

predictions = torch.arange(8.0).view(8, 1)  # (8, 1)
targets = torch.arange(8.0)  # (8,)
print("by hand:", tuple((predictions - targets).shape))
print("right:  ", torch.nn.functional.mse_loss(predictions.squeeze(1), targets).item())

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    loss = torch.nn.functional.mse_loss(predictions, targets)  # ()
print("wrong:  ", loss.item())
print(caught[0].category.__name__, str(caught[0].message).partition(". ")[0])
