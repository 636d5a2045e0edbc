import torch

generator = torch.Generator().manual_seed(1640)
heat = torch.rand(200, generator=generator, dtype=torch.float64)  # (200,)
grams = 1000 * torch.rand(200, generator=generator, dtype=torch.float64)  # (200,)
noise = 0.1 * torch.randn(200, generator=generator, dtype=torch.float64)  # (200,)
features = torch.stack([heat, grams], dim=1)  # (200, 2)
targets = features @ torch.tensor([3.0, 0.02], dtype=torch.float64) + 4.2 + noise  # (200,)

weights = torch.zeros(2, dtype=torch.float64, requires_grad=True)  # (2,)
bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
for step in range(101):
    loss = (features @ weights + bias - targets).square().mean()  # ()
    loss.backward()
    if step == 0:
        print("gradient in step 0:", [f"{value:.1f}" for value in weights.grad.tolist()])
    if step in (0, 1, 2, 50, 100):
        print(f"step {step:3}  loss {loss.item():.1e}")
    with torch.no_grad():
        weights -= 0.1 * weights.grad
        bias -= 0.1 * bias.grad
    weights.grad, bias.grad = None, None
