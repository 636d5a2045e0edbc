import torch


def stable(x):
    return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))  # (1)!


class Softplus(torch.autograd.Function):
    @staticmethod
    def forward(x):
        return stable(x)

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(*inputs)

    @staticmethod
    def backward(ctx, grad_output):
        (x,) = ctx.saved_tensors
        return grad_output * torch.sigmoid(x)


def by_formula(x):
    return torch.log(1 + torch.exp(x))


for name, function in (
    ("by formula", by_formula),
    ("stable", stable),
    ("Softplus", Softplus.apply),
):
    x = torch.tensor([-100.0, 0.0, 100.0], requires_grad=True)  # (3,)
    y = function(x)  # (3,)
    y.sum().backward()
    values, slopes = ([round(v, 3) for v in t.tolist()] for t in (y, x.grad))
    print(f"{name:10}  values {values}   derivatives {slopes}")
