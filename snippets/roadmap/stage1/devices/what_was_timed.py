import collections

import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Stopwatch(TorchDispatchMode):  # (1)!
    def __init__(self):
        super().__init__()
        self.seen = collections.Counter()

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        self.seen[operation.overloadpacket.__name__] += 1
        return operation(*args, **(kwargs or {}))


def naive(n):
    a, b = torch.randn(n, n), torch.randn(n, n)  # (2)!
    return a @ b


a, b = torch.randn(64, 64), torch.randn(64, 64)  # made before the clock starts
with Stopwatch() as watch:
    naive(64)
print("naive:", dict(watch.seen))
with Stopwatch() as watch:
    a @ b
print("fair: ", dict(watch.seen))
