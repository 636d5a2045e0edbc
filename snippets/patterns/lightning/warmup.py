import torch

from hanli.lightning import warmup_cosine

optimizer = torch.optim.AdamW([torch.zeros(1, requires_grad=True)], lr=0.012)
schedule = warmup_cosine(optimizer, warmup=3, total=9)  # (1)!
for epoch in range(9):
    print(f"{epoch}: {optimizer.param_groups[0]['lr']:.6f}")  # (2)!
    optimizer.step()
    schedule.step()
print("afterwards:", abs(optimizer.param_groups[0]["lr"]) < 1e-12)  # (3)!
