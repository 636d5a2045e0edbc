import torch


class MyReLU(torch.autograd.Function):
    @staticmethod
    def forward(x):  # (1)!
        return x.clamp(min=0)

    @staticmethod
    def setup_context(ctx, inputs, output):
        (x,) = inputs
        ctx.save_for_backward(x)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * (x > 0)


x = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)  # (3,)
y = MyReLU.apply(x)  # (3,)
y.backward(torch.tensor([10.0, 20.0, 30.0]))
print(y)
print(x.grad)
