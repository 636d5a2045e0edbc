import torch
from torch import nn, optim


class NoSuper(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(4, 2)


class NoForward(nn.Module):
    def foward(self, inputs):  # (1)!
        return inputs


class Returns(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, inputs):
        self.layer(inputs)


for wrong in (
    NoSuper,
    lambda: NoForward()(torch.rand(3, 4)),
    lambda: optim.SGD(nn.ReLU().parameters(), lr=0.1),
    lambda: setattr(nn.Linear(4, 2), "weight", torch.rand(2, 4)),  # (2)!
    lambda: Returns()(torch.rand(3, 4)).sum(),
    lambda: nn.Linear(4, 2).weight.add_(1),
):
    try:
        wrong()
    except (AttributeError, NotImplementedError, RuntimeError, TypeError, ValueError) as error:
        print(f"{type(error).__name__}: {error}")
