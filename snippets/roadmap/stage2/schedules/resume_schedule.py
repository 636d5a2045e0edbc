import torch


def setup():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    return optimizer, torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=8)


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
