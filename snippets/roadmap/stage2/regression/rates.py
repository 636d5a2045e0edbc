import torch

generator = torch.Generator().manual_seed(1640)
features = torch.randn(1000, 3, generator=generator, dtype=torch.float64)  # (1000, 3)
noise = 0.1 * torch.randn(1000, generator=generator, dtype=torch.float64)  # (1000,)
targets = features @ torch.tensor([2.0, -3.4, 1.5], dtype=torch.float64) + 4.2 + noise  # (1000,)


def train(reduction, lr):
    weights = torch.zeros(3, dtype=torch.float64, requires_grad=True)  # (3,)
    bias = torch.zeros((), dtype=torch.float64, requires_grad=True)  # ()
    for _ in range(100):
        squares = (features @ weights + bias - targets).square()  # (1000,)
        loss = squares.mean() if reduction == "mean" else squares.sum()  # ()
        loss.backward()
        with torch.no_grad():
            weights -= lr * weights.grad
            bias -= lr * bias.grad
        weights.grad, bias.grad = None, None
    mse = (features @ weights + bias - targets).square().mean().item()  # (1)!
    return f"{mse:.4f}" if mse < 1000 else "diverges"


print(f"{'lr':8} {'mean':>9} {'sum':>9}")
for lr in (1.0, 0.5, 0.1, 0.01, 0.001, 0.0005, 0.0001, 0.00001):
    print(f"{lr:<8g} {train('mean', lr):>9} {train('sum', lr):>9}")
