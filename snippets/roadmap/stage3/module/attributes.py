import torch
from torch import nn, optim


class Attributes(nn.Module):
    def __init__(self):
        super().__init__()
        self.parameter = nn.Parameter(torch.ones(2))
        self.tensor = torch.ones(2, requires_grad=True)  # (1)!


model = Attributes()
(model.parameter + model.tensor).sum().backward()
optim.SGD(model.parameters(), lr=0.1).step()
print("registered:", [name for name, _ in model.named_parameters()])
print("gradients:", model.parameter.grad, model.tensor.grad)
print("after a step:", model.parameter.detach(), model.tensor.detach())
