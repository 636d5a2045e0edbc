import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2 + noise  # (1000,)
for lr in (0.01, 0.1, 1.1):
    weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
    for step in range(501):
        loss = (features @ weights + bias - targets).square().mean()  # ()
        if step in (100, 500):
            print(f"lr {lr:4}  step {step}  loss {loss.item():9.4g}  bias {bias.item():10.4g}")
        loss.backward()
        with torch.no_grad():
            weights -= lr * weights.grad
            bias -= lr * bias.grad
        weights.grad, bias.grad = None, None
