import torch

generator = torch.Generator().manual_seed(1640)
true_weights = torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64)  # (3,)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ true_weights + 4.2 + noise  # (1000,)

weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
for step in range(101):
    predictions = features @ weights + bias  # (1000,)
    loss = (predictions - targets).square().mean()  # ()
    if step in (0, 1, 20, 40, 100):
        print(f"step {step:3}  loss {loss.item():.4f}")
    loss.backward()
    with torch.no_grad():
        weights -= 0.1 * weights.grad  # (1)!
        bias -= 0.1 * bias.grad
    weights.grad = None  # (2)!
    bias.grad = None

print("weights", [round(value, 4) for value in weights.tolist()])
print(f"bias    {bias.item():.4f}")
