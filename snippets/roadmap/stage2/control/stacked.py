import torch
from torch.func import grad, vmap


def f(x):
    return torch.sin(x) * torch.exp(-x / 4)


x = torch.linspace(0, 10, 200, dtype=torch.float64)  # (200,)
first, second = vmap(grad(f))(x), vmap(grad(grad(f)))(x)  # (200,), (200,)
top = f(x).argmax()
print("flat at the top:", first[top].abs().item() < 0.02)
print("bending down there:", second[top].item() < 0)
