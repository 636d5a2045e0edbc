import torch

generator = torch.Generator().manual_seed(1640)
heat = torch.rand(200, generator=generator, dtype=torch.float64)  # (200,)
grams = 1000 * torch.rand(200, generator=generator, dtype=torch.float64)  # (200,)
noise = 0.1 * torch.randn(200, generator=generator, dtype=torch.float64)  # (200,)
features = torch.stack([heat, grams], dim=1)  # (200, 2)
targets = features @ torch.tensor([3.0, 0.02], dtype=torch.float64) + 4.2 + noise  # (200,)
scaled = (features - features.mean(dim=0)) / features.std(dim=0)  # (200, 2)


def final_loss(inputs, lr):
    weights = torch.zeros(2, dtype=torch.float64, requires_grad=True)  # (2,)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
    for _ in range(1000):
        loss = (inputs @ weights + bias - targets).square().mean()  # ()
        if not loss < 1e9:  # (1)!
            break
        loss.backward()
        with torch.no_grad():
            weights -= lr * weights.grad
            bias -= lr * bias.grad
        weights.grad, bias.grad = None, None
    return loss.item()


rates = (3, 1, 0.3, 0.1, 0.03, 0.01, 0.001, 1e-4, 1e-5, 3e-6, 1e-6)
for name, inputs in {"unscaled": features, "standardized": scaled}.items():
    for lr in rates:
        loss = final_loss(inputs, lr)
        if loss < 1e9:
            break
    print(f"{name:12}  largest rate {lr:.0e}  loss {loss:.4f}")
