import torch
from torch.autograd import gradcheck


class Scale(torch.autograd.Function):
    @staticmethod
    def forward(x, factor, power):
        return x * factor**power

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, factor, power = inputs
        ctx.save_for_backward(x, factor)
        ctx.power = power  # (1)!

    @staticmethod
    def backward(ctx, grad_output):
        x, factor = ctx.saved_tensors
        grad_x = grad_factor = None
        if ctx.needs_input_grad[0]:  # (2)!
            grad_x = grad_output * factor**ctx.power
        if ctx.needs_input_grad[1]:
            inner = ctx.power * factor ** (ctx.power - 1)
            grad_factor = (grad_output * x * inner).sum()
        return grad_x, grad_factor, None  # (3)!


x = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)  # (2,)
factor = torch.tensor(3.0, dtype=torch.float64, requires_grad=True)  # ()
Scale.apply(x, factor, 2).sum().backward()
print("x.grad     ", x.grad.tolist())
print("factor.grad", factor.grad.item())
print("gradcheck  ", gradcheck(Scale.apply, (x, factor, 2)))
