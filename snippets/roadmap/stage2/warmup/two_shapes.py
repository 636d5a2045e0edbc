import matplotlib.pyplot as plt
import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

EPOCHS, WARMUP = 40, 5


def rates(make):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler, found = make(optimizer), []
    for _ in range(EPOCHS + 1):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def both(optimizer):
    warmup = LinearLR(optimizer, start_factor=1e-3, total_iters=WARMUP)
    cosine = CosineAnnealingLR(optimizer, T_max=EPOCHS - WARMUP)
    return SequentialLR(optimizer, [warmup, cosine], milestones=[WARMUP])


def forever_short(optimizer):  # what the faulty class further down does
    return torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda epoch: 1e-3 + (1 - 1e-3) * min(epoch, WARMUP - 1) / WARMUP
    )


figure, axes = plt.subplots(figsize=(6.4, 3.6))
alone = rates(lambda optimizer: CosineAnnealingLR(optimizer, T_max=EPOCHS))
axes.plot(alone, "--", c="#888888", lw=2, label="cosine alone")
axes.plot(rates(forever_short), ":", c="#D55E00", lw=3, label="a class that stops short")
axes.plot(rates(both), c="#0072B2", lw=3, label="warm-up, then cosine")
axes.axvspan(0, WARMUP, color="#F0E442", alpha=0.25, lw=0)
axes.set(xlabel="epoch", ylabel="share of the target rate", ylim=(0, 1.05), xlim=(0, EPOCHS))
axes.legend(frameon=False)
figure.tight_layout()
figure.savefig("warmup.svg")
