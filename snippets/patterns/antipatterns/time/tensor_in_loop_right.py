import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Count(TorchDispatchMode):
    operations = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.operations += 1
        return function(*args, **(kwargs or {}))


with Count() as count:
    positions = torch.arange(1000)  # (1000,)

print("shape:", tuple(positions.shape), "sum:", positions.sum().item())
print("operations:", count.operations)
