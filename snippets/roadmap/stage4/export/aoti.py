import torch
from torch import nn


def double(x):
    return x * 2


def subtract(x):
    return x - 1


class Gate(nn.Module):
    def forward(self, x):
        return torch.cond(x.sum() > 0, double, subtract, (x,))


program = torch.export.export(Gate(), (torch.tensor([1.0, 2.0]),))
path = torch._inductor.aoti_compile_and_package(program, package_path="gate.pt2")  # (1)!
compiled = torch._inductor.aoti_load_package(path)
for x in (torch.tensor([1.0, 2.0]), torch.tensor([-1.0, -2.0])):
    print(f"input {x.tolist()}: compiled {compiled(x).tolist()}")
