import torch
from torch.autograd import gradcheck, gradgradcheck
from torch.func import grad, vmap
from torch.nn import functional as F


class MySiLU(torch.autograd.Function):
    generate_vmap_rule = True

    @staticmethod
    def forward(x):
        return x * torch.sigmoid(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        s = torch.sigmoid(x)
        return grad_output * (s + x * s * (1 - s))


silu = MySiLU.apply
x = torch.linspace(-4, 4, 9, dtype=torch.float64, requires_grad=True)  # (9,)
print("values:", torch.allclose(silu(x), F.silu(x)))
print("slopes:", torch.allclose(vmap(grad(silu))(x), vmap(grad(F.silu))(x)))
print("checks:", gradcheck(silu, (x,)), gradgradcheck(silu, (x,)))
