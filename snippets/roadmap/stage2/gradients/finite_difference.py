import torch
from torch.autograd import gradcheck


def f(x):
    return torch.sin(x) * x**2


x = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)  # (1)!
(slope,) = torch.autograd.grad(f(x), x)  # (2)!
h = 1e-6
with torch.no_grad():
    measured = (f(x + h) - f(x - h)) / (2 * h)
print(f"autograd {slope.item():.6f}   measured {measured.item():.6f}")
print("gradcheck:", gradcheck(f, (x,)))  # (3)!
