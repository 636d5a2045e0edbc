import math

import torch

EPOCHS = 4
optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=EPOCHS)
for epoch in range(EPOCHS + 3):
    by_hand = (1 + math.cos(math.pi * epoch / EPOCHS)) / 2
    rate = optimizer.param_groups[0]["lr"]
    print(f"epoch {epoch}: by hand {by_hand:.4f}   CosineAnnealingLR {rate:.4f}")
    optimizer.step()
    scheduler.step()
