import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode


class Count(TorchDispatchMode):
    casts = others = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        if function is torch.ops.aten._to_copy.default:
            self.casts += 1
        else:
            self.others += 1
        return function(*args, **(kwargs or {}))


model = nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8), nn.Linear(8, 1))
inputs = torch.rand(4, 8)  # (4, 8)
for enabled in (False, True):
    with Count() as count, torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled):
        model(inputs).float().sum().backward()
    print(f"autocast {enabled!s:5}: {count.casts} casts beside {count.others} other operations")
