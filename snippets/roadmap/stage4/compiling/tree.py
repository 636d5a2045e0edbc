import os
from pathlib import Path

import torch
from torch import nn
from torch.profiler import profile

os.environ["KINETO_LOG_LEVEL"] = "99"
torch.manual_seed(1640)
layer, x = nn.Linear(64, 32), torch.rand(16, 64)
with profile() as profiler:
    layer(x)


def show(event, depth=0):
    children = sum(child.cpu_time_total for child in event.cpu_children)
    adds_up = abs(event.cpu_time_total - event.self_cpu_time_total - children) < 0.01
    print(f"{'  ' * depth + event.name:25} total = self + children: {adds_up}")
    for child in event.cpu_children:
        show(child, depth + 1)


for event in profiler.events():
    if event.cpu_parent is None:
        show(event)
profiler.export_chrome_trace("trace.json")
print("trace.json names aten::addmm:", "aten::addmm" in Path("trace.json").read_text())
