import warnings

import torch
from torch.optim.lr_scheduler import CosineAnnealingLR

warnings.filterwarnings("ignore", "Detected call of `lr_scheduler.step")  # (1)!


def used_rates(total, every_batch):
    w = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    scheduler = CosineAnnealingLR(optimizer, T_max=total)
    rates = []
    for number in range(20):
        w.sum().backward()
        full, last = (number % 10 + 1) % 4 == 0, number % 10 == 9  # (2)!
        if full or last:
            rates.append(round(scheduler.get_last_lr()[0], 3))
            optimizer.step()
            optimizer.zero_grad()
            if not every_batch:
                scheduler.step()
        if every_batch:
            scheduler.step()
    return rates


print("T_max=6,  step per update:", used_rates(6, every_batch=False))
print("T_max=20, step per update:", used_rates(20, every_batch=False))
print("T_max=6,  step per batch: ", used_rates(6, every_batch=True))
