import torch

generator = torch.Generator().manual_seed(1640)
seconds = torch.linspace(0, 2, 40, dtype=torch.float64)  # (40,)
truth = torch.tensor([20.0, 3.0, -4.9], dtype=torch.float64)  # start, speed, half of g
powers = torch.stack([seconds**0, seconds, seconds**2], dim=1)  # (40, 3)
heights = powers @ truth + 0.02 * torch.randn(40, generator=generator, dtype=torch.float64)  # (40,)

weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
for step in range(5001):
    loss = (powers @ weights - heights).square().mean()  # ()
    if step in (200, 5000):
        print(f"step {step:4}", [round(value, 3) for value in weights.tolist()])
    loss.backward()
    with torch.no_grad():
        weights -= 0.15 * weights.grad
    weights.grad = None

exact = torch.linalg.lstsq(powers, heights.unsqueeze(1)).solution.squeeze(1)  # (3,)
print("lstsq    ", [round(value, 3) for value in exact.tolist()])
print(f"g = {-2 * weights[2].item():.2f}")
