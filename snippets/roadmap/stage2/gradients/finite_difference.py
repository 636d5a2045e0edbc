import torch


def f(x):
    return torch.sin(x) * x**2


x = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)  # (1)!
f(x).backward()
print(f"backward: {x.grad.item():.6f}")

h = 1e-6
start = x.detach()
measured = (f(start + h) - f(start - h)) / (2 * h)
print(f"measured: {measured.item():.6f}")
print("gradcheck:", torch.autograd.gradcheck(f, (x,)))
