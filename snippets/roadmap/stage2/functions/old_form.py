import torch
from torch.func import grad


class OldForm(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):  # (1)!
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * (x > 0)


x = torch.tensor(3.0, requires_grad=True)  # ()
OldForm.apply(x).backward()
print("with backward:", x.grad.item())
try:
    grad(OldForm.apply)(torch.tensor(3.0))
except RuntimeError as error:
    print(str(error)[:88])
