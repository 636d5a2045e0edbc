import torch


def slopes(f, x, h=1e-6):
    """The gradient of a scalar function, measured one element at a time."""
    result = torch.empty_like(x)
    for place in range(x.numel()):
        step = torch.zeros_like(x)
        step.view(-1)[place] = h
        result.view(-1)[place] = (f(x + step) - f(x - step)) / (2 * h)
    return result


def by_autograd(f, x):
    x = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(f(x), x)
    return gradient


x = torch.tensor([[0.5, -1.0], [2.0, 0.0]], dtype=torch.float64)  # (2, 2)
functions = {
    "exp": lambda x: x.exp().sum(),
    "logsumexp": lambda x: x.logsumexp(dim=1).sum(),
    "relu": lambda x: x.relu().sum(),
}
for name, f in functions.items():
    measured, exact = slopes(f, x), by_autograd(f, x)  # (2, 2), (2, 2)
    print(f"{name:9} agree: {torch.allclose(measured, exact)}")
print("at the kink:", round(measured[1, 1].item(), 3), "measured,", exact[1, 1].item(), "autograd")
