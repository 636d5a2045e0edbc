import torch


class MyReLU(torch.autograd.Function):
    generate_vmap_rule = True  # (1)!

    @staticmethod
    def forward(x):  # (2)!
        return x.clamp(min=0)

    @staticmethod
    def setup_context(ctx, inputs, output):  # (3)!
        (x,) = inputs
        ctx.save_for_backward(x)

    @staticmethod
    def backward(ctx, grad_output):  # (4)!
        (x,) = ctx.saved_tensors
        return grad_output * (x > 0)


x = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)  # (3,)
y = MyReLU.apply(x)  # (5)!
y.backward(torch.tensor([10.0, 10.0, 10.0]))
print(y.tolist(), y.grad_fn.name())
print(x.grad.tolist())
