import math

import torch
from torch.optim import lr_scheduler as schedules

EPOCHS = 12
kinds = {
    "StepLR": lambda o: schedules.StepLR(o, step_size=4, gamma=0.1),
    "MultiStepLR": lambda o: schedules.MultiStepLR(o, milestones=[3, 9], gamma=0.1),
    "ExponentialLR": lambda o: schedules.ExponentialLR(o, gamma=0.8),
    "CosineAnnealingLR": lambda o: schedules.CosineAnnealingLR(o, T_max=EPOCHS),
}
formulas = {
    "StepLR": lambda e: 0.1 ** (e // 4),
    "MultiStepLR": lambda e: 0.1 ** ((e >= 3) + (e >= 9)),
    "ExponentialLR": lambda e: 0.8**e,
    "CosineAnnealingLR": lambda e: (1 + math.cos(math.pi * e / EPOCHS)) / 2,
}
for name, make in kinds.items():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler, rates = make(optimizer), []
    for _ in range(EPOCHS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    gap = max(abs(rate - formulas[name](epoch)) for epoch, rate in enumerate(rates))
    print(f"{name:18}", *(f"{rate:.3f}" for rate in rates[::2]), f"gap {gap:.6f}")
