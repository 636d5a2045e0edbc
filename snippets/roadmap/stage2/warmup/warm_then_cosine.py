import torch
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

TARGET, WARMUP, EPOCHS = 1e-3, 5, 15
optimizer = torch.optim.AdamW([torch.zeros(1, requires_grad=True)], lr=TARGET)  # (1)!
warmup = LinearLR(optimizer, start_factor=1e-3, total_iters=WARMUP)  # (2)!
cosine = CosineAnnealingLR(optimizer, T_max=EPOCHS - WARMUP)  # (3)!
scheduler = SequentialLR(optimizer, [warmup, cosine], milestones=[WARMUP])

for epoch in range(EPOCHS + 1):
    rate = optimizer.param_groups[0]["lr"]
    note = "  <- the target" if abs(rate - TARGET) < 1e-15 else ""
    print(f"epoch {epoch:2}: {rate:.3e}{note}")
    optimizer.step()
    scheduler.step()
