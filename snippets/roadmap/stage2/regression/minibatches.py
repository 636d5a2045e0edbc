import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2 + noise  # (1000,)

weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
batch_size = 10
for epoch in range(1, 5):
    order = torch.randperm(1000, generator=generator)  # (1)!
    for start in range(0, 1000, batch_size):
        chosen = order[start : start + batch_size]
        loss = (features[chosen] @ weights + bias - targets[chosen]).square().mean()  # ()
        loss.backward()
        with torch.no_grad():
            weights -= 0.03 * weights.grad  # (2)!
            bias -= 0.03 * bias.grad
        weights.grad, bias.grad = None, None
    with torch.no_grad():
        whole = (features @ weights + bias - targets).square().mean()  # ()
    print(f"epoch {epoch}  {100 * epoch} steps  loss {whole.item():.4f}  bias {bias.item():.4f}")
