import torch
from torch.autograd import gradcheck, gradgradcheck


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x.clamp(min=0)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * (x > 0)


x = torch.tensor([-2.0, -0.5, 0.3, 4.0], dtype=torch.float64, requires_grad=True)  # (4,)
print("first derivative: ", gradcheck(MyReLU.apply, (x,)))
print("second derivative:", gradgradcheck(MyReLU.apply, (x,)))
zero = torch.zeros(1, dtype=torch.float64, requires_grad=True)  # (1,)
print("at the kink:      ", gradcheck(MyReLU.apply, (zero,), raise_exception=False))
