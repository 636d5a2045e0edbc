import torch
from torch.autograd import gradcheck, gradgradcheck


class Softplus(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x):
        return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))  # (1)!

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * torch.sigmoid(x)  # (2)!


def naive(x):
    return torch.log(1 + torch.exp(x))


for name, f in {"naive": naive, "Softplus": Softplus.apply}.items():
    x = torch.tensor([-100.0, 0.0, 100.0], requires_grad=True)  # (3,)
    y = f(x)
    y.sum().backward()
    values, slopes = ([round(v, 3) for v in t.tolist()] for t in (y, x.grad))
    print(f"{name:8} values {values}  slopes {slopes}")
x = torch.linspace(-3, 3, 6, dtype=torch.float64, requires_grad=True)  # (6,)
print(gradcheck(Softplus.apply, (x,)), gradgradcheck(Softplus.apply, (x,)))
