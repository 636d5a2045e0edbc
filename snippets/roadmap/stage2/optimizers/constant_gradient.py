import torch

for kind in (torch.optim.Adagrad, torch.optim.RMSprop):
    w = torch.zeros(1, dtype=torch.float64, requires_grad=True)  # (1,)
    optimizer = kind([w], lr=0.1)
    for t in range(1, 1001):
        before = w.item()
        w.grad = torch.ones(1, dtype=torch.float64)  # (1)!
        optimizer.step()
        if t in (1, 10, 100, 1000):
            print(f"{kind.__name__} step {t:4}: update {before - w.item():.4f}")
