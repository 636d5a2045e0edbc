import logging

import torch

logging.getLogger("torch._dynamo").setLevel(logging.ERROR)


def in_loop(rows):
    total = 0.0
    for row in rows:
        total += (row * 2).sum().item()
    return total


def in_try(rows):
    try:
        return (rows * 2).sum().item()
    except ValueError:
        return 0.0


def item_outside(rows):
    total = 0.0
    for row in rows:
        total = total + (row * 2).sum()
    return total


for function in (in_loop, in_try, item_outside):
    torch._dynamo.reset()
    found = torch._dynamo.explain(function)(torch.ones(3, 4))
    print(f"{function.__name__}: {found.graph_count} graphs, {found.op_count} operations,", end=" ")
    print(f"{len(found.break_reasons)} reasons, graph_break_count {found.graph_break_count}")
