import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, StepLR

for make in (lambda o: StepLR(o, 30), lambda o: CosineAnnealingLR(o, T_max=10)):  # (1)!
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.001)
    schedule, rates = make(optimizer), []
    for _ in range(10):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    print(type(schedule).__name__, "different rates", len(set(rates)), f" last {rates[-1]:.6f}")
