import logging

import torch

logging.getLogger("torch._dynamo").setLevel(logging.ERROR)  # (1)!


def clean(x):
    return (x * 2).sum() + 1


def prints(x):
    total = (x * 2).sum()
    print("  the total is", total.item())
    return total + 1


def branches(x):
    if x.max() > 1:
        x = x / 255
    return (x * 2).sum() + 1


for function in (clean, prints, branches):
    torch._dynamo.reset()  # (2)!
    found = torch._dynamo.explain(function)(torch.ones(3))
    print(f"{function.__name__}: {found.graph_count} graphs")
    for reason in found.break_reasons:
        print("  line", reason.user_stack[-1].lineno, reason.reason.splitlines()[0])
