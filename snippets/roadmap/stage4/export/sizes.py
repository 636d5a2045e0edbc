import contextlib
import io

import torch
from torch import nn


class Centered(nn.Module):
    def __init__(self, check):
        super().__init__()
        self.check = check

    def forward(self, x):
        kept = x[x > 0]
        if self.check:
            torch._check(kept.shape[0] > 0)  # (1)!
        if kept.shape[0] == 0:
            return kept
        return kept - kept.mean()


def attempt(name, model, strict):
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            program = torch.export.export(model, (torch.ones(3),), strict=strict).module()
        print(f"{name}, strict={strict}: exported")
        return program
    except RuntimeError as error:
        print(f"{name}, strict={strict}: refused, {type(error).__name__}")


for strict in (False, True):
    attempt("without a check", Centered(False), strict)
    program = attempt("with a check", Centered(True), strict)
print(program(torch.tensor([1.0, -2.0, 3.0])).tolist())
try:
    program(torch.tensor([-1.0, -2.0, -3.0]))
except RuntimeError as error:
    print(error)
