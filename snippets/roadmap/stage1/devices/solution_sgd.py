import collections

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Count(TorchDispatchMode):
    def __init__(self):
        super().__init__()
        self.seen = collections.Counter()

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        if operation.namespace == "aten":
            self.seen[operation.overloadpacket.__name__] += 1
        return operation(*args, **(kwargs or {}))


def count_steps(momentum):
    print("momentum", momentum)
    model = torch.nn.Linear(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=momentum, foreach=False)
    model(torch.ones(2, 3)).sum().backward()
    for call in (1, 2, 3):
        with Count() as count:
            optimizer.step()
        print(f"    step {call}: {count.seen.total()} operations, {dict(count.seen)}")


count_steps(momentum=0)
count_steps(momentum=0.9)
