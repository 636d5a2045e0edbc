import torch


class Shift(torch.autograd.Function):
    @staticmethod
    def forward(x, by):
        return x + by

    @staticmethod
    def setup_context(ctx, inputs, output):
        pass

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output  # (1)!


x = torch.zeros(2, requires_grad=True)  # (2,)
Shift.apply(x, torch.ones(2)).sum().backward()
