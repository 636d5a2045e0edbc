import torch

generator = torch.Generator().manual_seed(1640)
heat = torch.rand(200, generator=generator, dtype=torch.float64)  # (200,)
grams = 1000 * torch.rand(200, generator=generator, dtype=torch.float64)  # (200,)
noise = 0.1 * torch.randn(200, generator=generator, dtype=torch.float64)  # (200,)
features = torch.stack([heat, grams], dim=1)  # (200, 2)
targets = features @ torch.tensor([3.0, 0.02], dtype=torch.float64) + 4.2 + noise  # (200,)

mean, std = features.mean(dim=0), features.std(dim=0)  # (2,), (2,)
scaled = (features - mean) / std  # (200, 2)
weights = torch.zeros(2, dtype=torch.float64, requires_grad=True)  # (2,)
bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
for _ in range(100):
    loss = (scaled @ weights + bias - targets).square().mean()  # ()
    loss.backward()
    with torch.no_grad():
        weights -= 0.1 * weights.grad
        bias -= 0.1 * bias.grad
    weights.grad, bias.grad = None, None
weights, bias = weights.detach(), bias.detach()  # (2,), ()
print(f"scaled:   {[round(value, 4) for value in weights.tolist()]}  bias {bias:.4f}")

original = weights / std  # (2,)
shifted = bias - (original * mean).sum()  # ()
print(f"original: {[round(value, 4) for value in original.tolist()]}  bias {shifted:.4f}")

new = torch.tensor([[0.9, 900.0], [0.8, 800.0]], dtype=torch.float64)  # (2, 2)
for name, center, spread in (("training", mean, std), ("their own", new.mean(0), new.std(0))):
    predictions = ((new - center) / spread) @ weights + bias  # (2,)
    print(f"{name:9} statistics: {[round(value, 2) for value in predictions.tolist()]}")
