import os

import matplotlib.pyplot as plt
import torch
from torch import nn
from torch.profiler import profile, record_function

os.environ["KINETO_LOG_LEVEL"] = "99"
torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x, labels = torch.rand(16, 64), torch.randint(10, (16,))
with profile() as profiler:
    with record_function("forward"):
        loss = nn.functional.cross_entropy(model(x), labels)
    with record_function("backward"):
        loss.backward()
    with record_function("update"):
        optimizer.step()


def draw(event, start, depth, color):
    end = start + 1
    for child in event.cpu_children:
        end = draw(child, end, depth + 1, color)  # (1)!
    axes.broken_barh([(start, end - start - 0.4)], (-depth, 0.8), color=color)
    return end


figure, axes = plt.subplots(figsize=(7, 3), layout="tight")
at = 0
parts = [event for event in profiler.events() if event.cpu_parent is None]
for color, event in zip(("C0", "C1", "C2"), parts, strict=True):
    end = draw(event, at, 0, color)
    axes.text((at + end) / 2, 1.1, event.name, ha="center", color=color)
    print(f"{event.name}: {end - at - 1} operations")
    at = end
axes.set(xlabel="calls in the order of their start", yticks=[], ylim=(-5.3, 2))
axes.set_ylabel("caller above callee")
figure.savefig("timeline.svg")
