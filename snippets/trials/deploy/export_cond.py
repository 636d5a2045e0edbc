import contextlib
import io

import torch
from torch import Tensor, nn


class Branch(nn.Module):
    def forward(self, value: Tensor) -> Tensor:
        return value * 2 if value.sum() > 0 else value / 2


class Cond(nn.Module):
    def forward(self, value: Tensor) -> Tensor:
        return torch.cond(value.sum() > 0, lambda v: v * 2, lambda v: v / 2, (value,))  # (1)!


example = torch.ones(1)  # (1,)
try:
    with contextlib.redirect_stderr(io.StringIO()):
        torch.export.export(Branch(), (example,))
except Exception as error:
    print(type(error).__name__)
    print(str(error).partition(" (unhinted")[0])

program = torch.export.export(Cond(), (example,)).module()
for value in (torch.ones(1), -torch.ones(1)):
    print(value.item(), "->", program(value).item())
