import collections

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Count(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.seen = collections.Counter()

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        if operation.namespace == "aten":  # (1)!
            self.seen[operation.overloadpacket.__name__] += 1
        return operation(*args, **(kwargs or {}))


model = torch.nn.Linear(3, 1)
optimizer = torch.optim.Adam(model.parameters(), foreach=False)
model(torch.ones(2, 3)).sum().backward()

seen = []
for call in (1, 2, 3):
    with Count() as count:
        optimizer.step()
    seen.append(count.seen)
    print(f"step {call}: {count.seen.total()} operations")
print("only in step 1:", dict(seen[0] - seen[1]))
