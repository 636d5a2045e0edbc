import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, OneCycleLR


def setup(total=8):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
    return optimizer, CosineAnnealingLR(optimizer, T_max=total)


def epochs(optimizer, scheduler, count):
    rates = []
    for _ in range(count):
        rates.append(round(scheduler.get_last_lr()[0], 4))
        optimizer.step()
        scheduler.step()
    return rates


whole = epochs(*setup(), 8)
optimizer, scheduler = setup()
epochs(optimizer, scheduler, 4)
saved = {"optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict()}

optimizer, scheduler = setup()
optimizer.load_state_dict(saved["optimizer"])
scheduler.load_state_dict(saved["scheduler"])  # (1)!
print("without a break ", whole[4:])
print("both loaded     ", epochs(optimizer, scheduler, 4))
print("nothing loaded  ", epochs(*setup(), 4))

optimizer, scheduler = setup(total=12)
optimizer.load_state_dict(saved["optimizer"])
scheduler.load_state_dict(saved["scheduler"])
print("T_max=12, loaded: T_max is", scheduler.T_max)
scheduler.T_max = 12
print("T_max set again ", epochs(optimizer, scheduler, 8))

longer = OneCycleLR(optimizer, max_lr=0.1, total_steps=200)
longer.load_state_dict(OneCycleLR(optimizer, max_lr=0.1, total_steps=100).state_dict())
print("OneCycleLR(total_steps=200), loaded: total_steps is", longer.total_steps)
