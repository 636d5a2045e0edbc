import torch
from torch import nn


class Sparse(nn.Module):
    """Hides the weak activations."""

    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 6)

    def forward(self, inputs):
        hidden = torch.tanh(self.linear(inputs))
        return torch.where(hidden.abs() < 0.5, 0, hidden)


torch.manual_seed(0)
model = Sparse().double()
inputs = torch.randn(8, 4, dtype=torch.float64)  # (8, 4)
hidden = model(inputs)  # (8, 6)
hidden.sum().backward()

alive = (hidden != 0).sum(0)  # (6,)
print("activations left, of 8:", alive.tolist())
print("gradient of each bias: ", [round(value, 4) for value in model.linear.bias.grad.tolist()])
right = torch.autograd.gradcheck(model, inputs.requires_grad_(), raise_exception=False)
print("autograd agrees with finite differences:", right)
