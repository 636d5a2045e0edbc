import collections

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Count(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.seen = collections.Counter()

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        self.seen[operation.overloadpacket.__name__] += 1
        return operation(*args, **(kwargs or {}))


model = torch.nn.Linear(3, 1)
optimizer = torch.optim.Adam(model.parameters(), foreach=False)
model(torch.ones(2, 3)).sum().backward()

for call in (1, 2, 3):
    with Count() as count:
        optimizer.step()
    operations, states = count.seen.total(), count.seen["zeros_like"]
    print(f"step {call}: {operations} operations, {states} of them zeros_like")
