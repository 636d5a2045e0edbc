import logging
import warnings

import torch
from torch import nn

logging.getLogger("torch._dynamo").setLevel(logging.ERROR)
warnings.filterwarnings("ignore", message="The .grad attribute of a Tensor")  # (1)!
torch.manual_seed(1640)
model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))
optimizer = torch.optim.SGD(model.parameters(), lr=torch.tensor(0.1))
x, labels = torch.rand(5, 4), torch.randint(3, (5,))


def loss_of(x, labels):
    return nn.functional.cross_entropy(model(x), labels)


def whole_step(x, labels):
    optimizer.zero_grad()
    loss = loss_of(x, labels)
    loss.backward()
    optimizer.step()
    return loss.detach()


loss_of(x, labels).backward()
cases = {"model": (model, x), "loss_of": (loss_of, x, labels)}
cases |= {"optimizer.step": (optimizer.step,), "whole_step": (whole_step, x, labels)}
for name, (function, *inputs) in cases.items():
    torch._dynamo.reset()
    found = torch._dynamo.explain(function)(*inputs)
    reasons = [reason.reason.splitlines()[0] for reason in found.break_reasons]
    print(f"{name}: {found.graph_count} graphs, {found.op_count} operations", *reasons)
