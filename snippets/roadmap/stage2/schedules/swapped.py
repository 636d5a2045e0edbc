import warnings

import torch

for order in ("optimizer first", "scheduler first"):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    used = []
    with warnings.catch_warnings(record=True) as caught:  # (1)!
        warnings.simplefilter("always")
        for _ in range(4):
            if order == "scheduler first":
                scheduler.step()
            used.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if order == "optimizer first":
                scheduler.step()
    print(f"{order}: used {used}, warnings {len(caught)}")
print(str(caught[0].message).split(". ")[0])
