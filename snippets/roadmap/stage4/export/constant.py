import torch
from torch import nn
from torch.export import Dim, export


class Average(nn.Module):
    def forward(self, x):
        return x.sum(dim=0) / 4  # (1)!


class Pairs(nn.Module):
    def forward(self, x):
        return x.reshape(2, 2, 3)  # (2, 2, 3)


for model in (Average(), Pairs()):
    name = type(model).__name__
    try:
        program = export(model, (torch.ones(4, 3),), dynamic_shapes=({0: Dim("batch")},))
        print(name, "of 8 ones:", program.module()(torch.ones(8, 3)).tolist())
    except torch._dynamo.exc.UserError as error:
        lines = str(error).splitlines()
        print(name, lines[0].partition("!")[0])
        print("  ", lines[1].strip(" -").partition(". ")[0])
