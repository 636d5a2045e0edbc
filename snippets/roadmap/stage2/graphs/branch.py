import torch


def f(x):
    if x > 0:
        return x**2
    return x * 3


for start in (2.0, -2.0):
    x = torch.tensor(start, requires_grad=True)
    y = f(x)
    y.backward()
    print(f"x = {start:4}  y = {y.item():4}  {y.grad_fn.name():12}  grad {x.grad.item()}")
