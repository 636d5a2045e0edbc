import torch
from torch.optim import lr_scheduler as schedules

STEPS = 60
val_losses = [1 / (min(step, 15) + 1) for step in range(STEPS)]  # (1)!
kinds = {
    "StepLR": lambda o: schedules.StepLR(o, step_size=20, gamma=0.3),
    "MultiStepLR": lambda o: schedules.MultiStepLR(o, milestones=[15, 45], gamma=0.3),
    "ExponentialLR": lambda o: schedules.ExponentialLR(o, gamma=0.95),
    "CosineAnnealingLR": lambda o: schedules.CosineAnnealingLR(o, T_max=STEPS),
    "ReduceLROnPlateau": lambda o: schedules.ReduceLROnPlateau(o, factor=0.3, patience=9),
    "OneCycleLR": lambda o: schedules.OneCycleLR(o, max_lr=1.0, total_steps=STEPS),
}
for name, make in kinds.items():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0, momentum=0.9)
    scheduler, rates = make(optimizer), []
    for step in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if name == "ReduceLROnPlateau":
            scheduler.step(val_losses[step])
        else:
            scheduler.step()
    print(f"{name:18} first {rates[0]:.3f}  highest {max(rates):.3f}  last {rates[-1]:.5f}")
