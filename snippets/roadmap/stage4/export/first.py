import torch
from torch import nn


class Scale(nn.Module):
    def forward(self, x):
        return (x * 2 + 1).relu()


program = torch.export.export(Scale(), (torch.tensor([1.0, -3.0]),))
for node in program.graph.nodes:
    print(f"{node.op:13} {node.name:7} {node.target}")
print(program.module()(torch.tensor([-1.0, 5.0])))
