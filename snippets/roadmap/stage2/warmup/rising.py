import torch
from torch.optim.lr_scheduler import LinearLR

optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
scheduler = LinearLR(optimizer, start_factor=0.25, total_iters=3)
for epoch in range(6):
    print(f"epoch {epoch}: {optimizer.param_groups[0]['lr']:.2f}")
    optimizer.step()  # stands for a whole epoch of updates
    scheduler.step()
