import logging

import torch
from torch import nn
from torch._dynamo.testing import CompileCounter
from torch.optim.lr_scheduler import ExponentialLR

logging.getLogger("torch._dynamo").setLevel(logging.ERROR)


class Counting(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear, self.calls = nn.Linear(4, 3), 0

    def forward(self, x):
        self.calls += 1  # (1)!
        return self.linear(x) * self.calls


def compilations(lr, compile_step):
    torch._dynamo.reset()
    model, counter, counts = Counting(), CompileCounter(), []
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    schedule = ExponentialLR(optimizer, gamma=0.9)
    step = torch.compile(optimizer.step, backend=counter) if compile_step else optimizer.step
    fast = model if compile_step else torch.compile(model, backend=counter)
    for _ in range(5):
        fast(torch.ones(2, 4)).sum().backward()
        step()
        schedule.step()
        counts.append(counter.frame_count)
    return counts


print("optimizer.step, lr is a number:", compilations(0.1, True))
print("optimizer.step, lr is a tensor:", compilations(torch.tensor(0.1), True))
print("a module that counts its calls:", compilations(0.1, False))
