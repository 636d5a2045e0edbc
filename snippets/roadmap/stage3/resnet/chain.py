import torch

for weight in (0.01, 0.1, 1.5):
    x = torch.ones((), dtype=torch.float64, requires_grad=True)
    plain = residual = x
    for _ in range(20):
        plain = weight * plain
        residual = residual + weight * residual
    slopes = [torch.autograd.grad(result, x)[0].item() for result in (plain, residual)]
    print(f"weight {weight}: plain {slopes[0]:.2g}, residual {slopes[1]:.3g}")
