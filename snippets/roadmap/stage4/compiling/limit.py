import logging

import torch
from torch import nn
from torch._dynamo.testing import CompileCounter

logging.getLogger("torch._dynamo").setLevel(logging.ERROR)  # (1)!


class Counting(nn.Module):
    def __init__(self, calls):
        super().__init__()
        self.linear, self.calls = nn.Linear(4, 3), calls

    def forward(self, x):
        self.calls += 1
        return self.linear(x) * self.calls


def compilations(calls, limit_fails=False):
    torch._dynamo.reset()
    model, counter, counts = Counting(calls), CompileCounter(), []
    fast = torch.compile(model, backend=counter)
    with torch._dynamo.config.patch(fail_on_recompile_limit_hit=limit_fails):
        for _ in range(10):
            try:
                fast(torch.ones(2, 4))
            except torch._dynamo.exc.FailOnRecompileLimitHit as error:
                return counts, f"{type(error).__name__}: {error}"
            counts.append(counter.frame_count)
    return counts


print("recompile_limit:", torch._dynamo.config.recompile_limit)
print("calls is a number:", compilations(0))
print("calls is a number:", *compilations(0, limit_fails=True))
print("calls is a tensor:", compilations(torch.tensor(0)))
