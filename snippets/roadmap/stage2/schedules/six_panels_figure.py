import matplotlib.pyplot as plt
import torch
from torch.optim import lr_scheduler as schedules

STEPS = 60
val_losses = [1 / (min(step, 15) + 1) for step in range(STEPS)]
kinds = {
    "StepLR": lambda o: schedules.StepLR(o, step_size=20, gamma=0.3),
    "MultiStepLR": lambda o: schedules.MultiStepLR(o, milestones=[15, 45], gamma=0.3),
    "ExponentialLR": lambda o: schedules.ExponentialLR(o, gamma=0.95),
    "CosineAnnealingLR": lambda o: schedules.CosineAnnealingLR(o, T_max=STEPS),
    "ReduceLROnPlateau": lambda o: schedules.ReduceLROnPlateau(o, factor=0.3, patience=9),
    "OneCycleLR": lambda o: schedules.OneCycleLR(o, max_lr=1.0, total_steps=STEPS),
}
figure, panels = plt.subplots(3, 2, figsize=(6, 6.6), sharex=True, sharey=True)
for panel, (name, make) in zip(panels.flat, kinds.items(), strict=True):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0, momentum=0.9)
    scheduler, rates = make(optimizer), []
    for step in range(STEPS):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if name == "ReduceLROnPlateau":
            scheduler.step(val_losses[step])
        else:
            scheduler.step()
    panel.plot(rates, c="#0072B2", lw=2.5, drawstyle="steps-post")
    panel.set_title(name, fontsize=13)
figure.supxlabel("epoch, or batch for OneCycleLR")
figure.supylabel("learning rate")
figure.tight_layout()
figure.savefig("six.svg")
