import torch
from torch.autograd import gradcheck, gradgradcheck
from torch.nn import functional as F


class MySiLU(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x * torch.sigmoid(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        s = torch.sigmoid(x)  # (5,)
        return grad_output * (s + x * s * (1 - s))


x = torch.linspace(-2, 2, 5, dtype=torch.float64, requires_grad=True)  # (5,)
values = MySiLU.apply(x)  # (5,)
values.sum().backward()
print("values     ", [round(value, 4) for value in values.tolist()])
print("F.silu     ", [round(value, 4) for value in F.silu(x).tolist()])
print("derivatives", [round(value, 4) for value in x.grad.tolist()])
print("checks     ", gradcheck(MySiLU.apply, (x,)), gradgradcheck(MySiLU.apply, (x,)))
