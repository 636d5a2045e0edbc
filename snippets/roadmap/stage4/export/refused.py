import contextlib
import io

import torch
from torch import nn


class Gate(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x * 2
        return x - 1


try:
    with contextlib.redirect_stderr(io.StringIO()):  # (1)!
        torch.export.export(Gate(), (torch.tensor([1.0, 2.0]),))
except RuntimeError as error:
    lines = str(error).splitlines()
    print(type(error).__name__)
    print(lines[0].partition(" Eq(")[0])
    print(next(line.strip() for line in lines if line.strip().startswith("if ")))
