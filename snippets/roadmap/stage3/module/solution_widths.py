from itertools import pairwise

import torch
from torch import nn


class Perceptron(nn.Module):
    def __init__(self, widths):
        super().__init__()
        sizes = pairwise(widths)  # (1)!
        self.layers = nn.ModuleList(nn.Linear(width, following) for width, following in sizes)

    def forward(self, inputs):
        for layer in self.layers[:-1]:
            inputs = layer(inputs).relu()
        return self.layers[-1](inputs)


model = Perceptron([64, 32, 16, 10])
outputs = model(torch.rand(5, 64))  # (5, 10)
print(len(list(model.parameters())), "tensors")
print(sum(parameter.numel() for parameter in model.parameters()), "elements")
print("by hand:", 64 * 32 + 32 + 32 * 16 + 16 + 16 * 10 + 10)
