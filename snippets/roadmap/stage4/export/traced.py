import warnings

import torch
from torch import nn


class Gate(nn.Module):
    def forward(self, x):
        if x.sum() > 0:
            return x * 2
        return x - 1


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")  # (1)!
    traced = torch.jit.trace(Gate(), torch.tensor([1.0, 2.0]))
for x in (torch.tensor([1.0, 2.0]), torch.tensor([-1.0, -2.0])):
    print(f"input {x.tolist()}: network {Gate()(x).tolist()}, trace {traced(x).tolist()}")
print(traced.code.strip())
for kind in ("FutureWarning", "TracerWarning"):
    texts = [str(w.message) for w in caught if w.category.__name__ == kind]
    print(f"{kind}: {texts[0].partition('. ')[0]}")
