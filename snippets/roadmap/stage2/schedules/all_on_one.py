import torch
from torch.optim import lr_scheduler as schedules

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
print(f"{'at first':18} {optimizer.param_groups[0]['lr']:g}")
for make in (
    lambda: schedules.StepLR(optimizer, step_size=30),
    lambda: schedules.MultiStepLR(optimizer, milestones=[30, 80]),
    lambda: schedules.ExponentialLR(optimizer, gamma=0.95),
    lambda: schedules.CosineAnnealingLR(optimizer, T_max=100),
    lambda: schedules.ReduceLROnPlateau(optimizer),
    lambda: schedules.OneCycleLR(optimizer, max_lr=0.1, total_steps=100),
):
    scheduler = make()
    print(f"{type(scheduler).__name__:18} {optimizer.param_groups[0]['lr']:g}")

rates = []
for _ in range(10):  # ten epochs, stepped once an epoch
    rates.append(optimizer.param_groups[0]["lr"])
    optimizer.step()
    scheduler.step()
print(f"ten epochs: {rates[0]:.3f} to {rates[-1]:.3f}; peak of 0.1 seen: {max(rates) >= 0.1}")
