import re
import warnings

import torch
from torch import nn
from torch.nn.functional import cross_entropy

model, x, y = nn.Linear(4, 3), torch.ones(6, 4), torch.zeros(6, dtype=torch.int64)


def backward_of_the_sum_each_time():
    total = 0.0
    for part in x.chunk(2):
        total = total + model(part).mean()
        total.backward()


def batch_norm_with_one_sample():
    nn.BatchNorm1d(4)(x[:1])


def scheduler_first():
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=10)
    scheduler.step()


def part_without_targets():
    loss = cross_entropy(model(x), torch.full_like(y, -100))  # ()
    print("loss of a part without targets:", loss.item())


with warnings.catch_warnings(action="error"):
    cases = (backward_of_the_sum_each_time, batch_norm_with_one_sample, scheduler_first)
    for case in (*cases, part_without_targets):
        try:
            case()
        except (RuntimeError, ValueError, UserWarning) as error:
            message = re.split(r" \(|, |\. ", str(error))[0]
            print(f"{type(error).__name__}: {message}")
