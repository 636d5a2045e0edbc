import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(120, 3, generator=generator, dtype=torch.float64)  # (120, 3)
noise = 0.5 * torch.randn(120, generator=generator, dtype=torch.float64)  # (120,)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + noise  # (120,)
training, validation = slice(0, 20), slice(20, 120)  # (1)!

weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
for step in range(101):
    loss = (features[training] @ weights - targets[training]).square().mean()
    if step in (0, 10, 100):
        with torch.no_grad():
            errors = features[validation] @ weights - targets[validation]  # (100,)
            held_out = errors.square().mean()
        print(f"step {step:3}  training {loss.item():7.4f}  validation {held_out.item():7.4f}")
        recorded = loss.requires_grad, held_out.requires_grad
    loss.backward()
    with torch.no_grad():
        weights -= 0.1 * weights.grad
    weights.grad = None
print("recorded:", recorded)
