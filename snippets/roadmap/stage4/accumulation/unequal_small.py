import torch

w = torch.tensor(1.0, requires_grad=True)
x = torch.tensor([1.0, 2.0, 3.0, 4.0])  # (4,)
parts = (x[:3], x[3:])

for name, factors in {"1 / 2": (1 / 2, 1 / 2), "shares": (3 / 4, 1 / 4)}.items():
    w.grad = None
    for part, factor in zip(parts, factors, strict=True):
        mean = (w * part).square().mean()  # ()
        (mean * factor).backward()
    print(f"{name}: {w.grad.item():.2f}")
