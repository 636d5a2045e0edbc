import torch


def f(x):
    if x > 0:  # (1)!
        return x**2
    return x * x * x


for start in (2.0, -2.0):
    x = torch.tensor(start, requires_grad=True)
    y = f(x)
    y.backward()
    print(f"x = {start:4}  made by {y.grad_fn.name():12}  slope {x.grad.item()}")
