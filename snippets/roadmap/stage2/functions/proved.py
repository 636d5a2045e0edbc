import torch
from torch.autograd import gradcheck, gradgradcheck
from torch.func import grad, vmap


class MyReLU(torch.autograd.Function):
    generate_vmap_rule = True

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


relu = MyReLU.apply
x = torch.tensor([-2.0, -0.5, 0.3, 4.0], dtype=torch.float64, requires_grad=True)  # (1)!
print("gradcheck:    ", gradcheck(relu, (x,)))
print("gradgradcheck:", gradgradcheck(relu, (x,)))
print("func.grad:    ", grad(relu)(torch.tensor(3.0)).item())
points = torch.tensor([-1.0, 0.0, 2.0])  # (3,)
print("vmap of grad: ", vmap(grad(relu))(points).tolist())
print("torch.relu:   ", vmap(grad(torch.relu))(points).tolist())
