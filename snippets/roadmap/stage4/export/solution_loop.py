import torch
from torch import nn
from torch.export import Dim, export


class Steps(nn.Module):
    def forward(self, x):
        total = torch.zeros(x.shape[0])
        for t in range(x.shape[1]):
            total = total * 0.5 + x[:, t]
        return total  # (N,)


class Weights(nn.Module):
    def forward(self, x):
        ages = torch.arange(x.shape[1] - 1, -1, -1)
        return (x * 0.5**ages).sum(dim=1)  # (N,)


def calls(program):
    return sum(node.op == "call_function" for node in program.graph.nodes)


for length in (3, 6):
    program = export(Steps(), (torch.ones(2, length),))
    print(f"Steps exported at length {length}: {calls(program)} operators")
try:
    export(Steps(), (torch.ones(2, 3),), dynamic_shapes=({1: Dim("length")},))
except torch._dynamo.exc.UserError as error:
    print(str(error).splitlines()[1].strip(" -").partition(". ")[0])
program = export(Weights(), (torch.ones(2, 3),), dynamic_shapes=({1: Dim("length")},))
x = torch.randn(2, 7)
print("Weights at length 7:", torch.allclose(program.module()(x), Steps()(x)))
