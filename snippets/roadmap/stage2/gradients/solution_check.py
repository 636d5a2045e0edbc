import torch


def slopes(f, x, h=1e-6):
    result = torch.empty_like(x)
    for index in range(len(x)):
        step = torch.zeros_like(x)
        step[index] = h
        result[index] = (f(x + step) - f(x - step)) / (2 * h)
    return result


functions = {
    "exp": lambda x: x.exp().sum(),
    "sin": lambda x: x.sin().sum(),
    "relu": lambda x: x.relu().sum(),
}
for name, f in functions.items():
    x = torch.tensor([-1.0, 0.0, 2.0], dtype=torch.float64, requires_grad=True)  # (3,)
    f(x).backward()
    measured = slopes(f, x.detach())  # (3,)
    print(f"{name:4} measured", [round(value, 4) for value in measured.tolist()])
    print(f"{name:4} backward", [round(value, 4) for value in x.grad.tolist()])
