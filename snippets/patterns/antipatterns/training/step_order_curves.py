import warnings

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, StepLR


def rates(kind, early, **settings):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    scheduler = kind(optimizer, **settings)
    for _ in range(4):
        if early:
            scheduler.step()
        yield round(scheduler.get_last_lr()[0], 4)
        optimizer.step()
        if not early:
            scheduler.step()


warnings.simplefilter("ignore")  # the warning is the subject of the block above
for kind, settings in (
    (LinearLR, {"start_factor": 0.25, "total_iters": 3}),
    (CosineAnnealingLR, {"T_max": 4}),
    (StepLR, {"step_size": 2}),
):
    print(f"{kind.__name__:17}", "in order:", list(rates(kind, False, **settings)))
    print(f"{'':17}", "too soon:", list(rates(kind, True, **settings)))
