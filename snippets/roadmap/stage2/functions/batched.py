import torch
from torch.func import grad, vmap


class MyReLU(torch.autograd.Function):
    generate_vmap_rule = True  # (1)!

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


points = torch.tensor([-1.0, 0.0, 2.0])  # (3,)
print("one point:   ", grad(MyReLU.apply)(torch.tensor(3.0)).item())
print("three points:", vmap(grad(MyReLU.apply))(points).tolist())
