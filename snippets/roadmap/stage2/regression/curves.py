import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2 + noise  # (1000,)
print(f"noise: loss {noise.square().mean().item():.4f}")
for lr in (0.1, 0.01):
    weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
    for step in range(500):
        loss = (features @ weights + bias - targets).square().mean()  # ()
        gradients = torch.autograd.grad(loss, (weights, bias))
        with torch.no_grad():
            weights -= lr * gradients[0]  # (3,)
            bias -= lr * gradients[1]  # ()
        if step + 1 in (100, 500):
            print(f"lr {lr:4}  {step + 1} steps  loss {loss.item():.4f}  bias {bias.item():.4f}")
