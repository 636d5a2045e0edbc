import warnings

import torch
from torch.optim import lr_scheduler as schedules

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
try:
    schedules.ReduceLROnPlateau(optimizer).step()
except TypeError as error:
    print("1.", error)
try:
    schedules.StepLR(optimizer, step_size=30, verbose=True)
except TypeError as error:
    print("2.", error)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    schedules.StepLR(optimizer, step_size=30).step()  # no optimizer.step() before it
print("3.", str(caught[0].message).split(". ")[0])
