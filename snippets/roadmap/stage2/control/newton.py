import warnings

import torch
from torch.func import grad, hessian, jacrev


def valley(p):
    x, y = p
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


curvature = jacrev(grad(valley))  # (1)!
bottom = torch.ones(2, dtype=torch.float64)  # (2,)
with warnings.catch_warnings():
    warnings.simplefilter("ignore", FutureWarning)  # (2)!
    ready_made = hessian(valley)(bottom)  # (2, 2)
print(ready_made.tolist(), torch.equal(ready_made, curvature(bottom)))

p = torch.tensor([-1.2, 1.0], dtype=torch.float64)  # (2,)
for step in range(1, 7):
    p = p - torch.linalg.solve(curvature(p), grad(valley)(p))  # (2,)
    print(f"Newton step {step}: p = [{p[0]:.4f}, {p[1]:.4f}]")

p = torch.tensor([-1.2, 1.0], dtype=torch.float64)  # (2,)
for _ in range(500):
    p = p - 0.001 * grad(valley)(p)  # (2,)
print(f"500 gradient steps: p = [{p[0]:.4f}, {p[1]:.4f}]")
