import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR


def rates(start_factor, total_iters, milestone, epochs=9):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    warmup = LinearLR(optimizer, start_factor, total_iters=total_iters)
    scheduler = SequentialLR(optimizer, [warmup, CosineAnnealingLR(optimizer, 20)], [milestone])
    found = []
    for _ in range(epochs):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


for text, options in {
    "start 1/4, 3 steps, switch at 3": (1 / 4, 3, 3),
    "start 1/4, 4 steps, switch at 4": (1 / 4, 4, 4),
    "start 1/4, 3 steps, switch at 2": (1 / 4, 3, 2),
    "start 1/4, 3 steps, switch at 5": (1 / 4, 3, 5),
}.items():
    print(f"{text}:", *(f"{rate:.3f}" for rate in rates(*options)))

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
LinearLR(optimizer)
print(f"without a start_factor it begins at {optimizer.param_groups[0]['lr']:.3f}")
try:
    LinearLR(optimizer, start_factor=0.0)
except ValueError as error:
    print(error)
