import warnings

import torch

weight = torch.zeros(1, requires_grad=True)  # (1,)
optimizer = torch.optim.SGD([weight], lr=0.01)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.1)

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for epoch in range(1, 5):
        scheduler.step()  # too early: before the epoch
        print(f"epoch {epoch} trains with {optimizer.param_groups[0]['lr']:g}")
        optimizer.step()
print(str(caught[0].message).split(". ")[0])
