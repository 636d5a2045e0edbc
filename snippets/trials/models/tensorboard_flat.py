import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from torch.utils.tensorboard import SummaryWriter

weight = torch.zeros(1, requires_grad=True)  # (1,)
for stepped in (False, True):
    optimizer = torch.optim.SGD([weight], lr=0.01)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.1)
    folder = f"runs/stepped-{stepped}"
    with SummaryWriter(folder) as writer:
        for epoch in range(1, 7):
            writer.add_scalar("lr", optimizer.param_groups[0]["lr"], epoch)
            optimizer.step()
            if stepped:
                scheduler.step()
    events = EventAccumulator(folder).Reload().Scalars("lr")
    print(f"scheduler.step() called: {stepped!s:5}", *(f"{event.value:g}" for event in events))
