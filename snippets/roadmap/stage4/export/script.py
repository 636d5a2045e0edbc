import warnings

import torch
from torch import nn


class Gate(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x * 2
        return x - 1


class Options(nn.Module):
    def forward(self, x, **options):
        return x * options.get("scale", 2)


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    scripted = torch.jit.script(Gate())
    print("branches kept:", "if " in scripted.code and "else" in scripted.code)
    for x in (torch.tensor([1.0, 2.0]), torch.tensor([-1.0, -2.0])):
        print(f"input {x.tolist()}: script {scripted(x).tolist()}")
    try:
        torch.jit.script(Options())
    except torch.jit.frontend.NotSupportedError as error:
        print("NotSupportedError:", str(error).partition(" or use")[0])
print(f"{caught[0].category.__name__}: {caught[0].message}")
