import torch

generator = torch.Generator().manual_seed(1640)
true_weights = torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64)  # (3,)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ true_weights + 4.2 + noise  # (1000,)

weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()

for step in range(101):
    errors = features @ weights + bias - targets  # (1000,)
    loss = errors.square().mean()  # ()
    if step % 20 == 0:
        print(f"step {step:3}  loss {loss.item():.4f}")
    loss.backward()
    with torch.no_grad():
        for parameter in (weights, bias):
            parameter -= 0.1 * parameter.grad
            parameter.grad = None  # (1)!

print(f"weights {[round(value, 4) for value in weights.tolist()]}  bias {bias.item():.4f}")
distance = max((weights - true_weights).abs().max().item(), abs(bias.item() - 4.2))
print("every number within 0.01 of the truth:", distance < 0.01)
