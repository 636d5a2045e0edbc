import torch


class Unwatched(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return x**2

    @staticmethod
    def setup_context(ctx, inputs, output):
        (ctx.x,) = inputs

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * 2 * ctx.x


class Saved(Unwatched):
    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * 2 * ctx.saved_tensors[0]


for square in (Unwatched, Saved):
    x = torch.tensor(3.0, requires_grad=True)  # ()
    middle = x * 1  # ()
    y = square.apply(middle)  # ()
    middle.add_(1)  # (1)!
    try:
        y.backward()
        print(square.__name__, "gives", x.grad.item())
    except RuntimeError as error:
        print(square.__name__, "raises", str(error).partition(" by")[0])
