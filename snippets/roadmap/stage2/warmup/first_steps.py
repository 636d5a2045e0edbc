import torch
from torch.optim.lr_scheduler import LinearLR

gradients = [1e-6, -3e-6, 2e-6, 1e-6, -1e-6, 2e-6]  # noise, next to nothing
for warm in (False, True):
    weight = torch.zeros(1, dtype=torch.float64, requires_grad=True)  # (1,)
    optimizer = torch.optim.Adam([weight], lr=0.1)
    scheduler = LinearLR(optimizer, 0.01, total_iters=100) if warm else None
    moves = []
    for gradient in gradients:
        before = weight.item()
        weight.grad = torch.tensor([gradient], dtype=torch.float64)
        optimizer.step()
        moves.append(weight.item() - before)
        if scheduler:
            scheduler.step()
    print(f"warm-up {warm!s:5}", *(f"{move:+.4f}" for move in moves))
