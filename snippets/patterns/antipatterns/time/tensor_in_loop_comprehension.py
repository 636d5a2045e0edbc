import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Count(TorchDispatchMode):
    operations = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.operations += 1
        return function(*args, **(kwargs or {}))


for length in (10, 100, 1000):
    with Count() as comprehension:
        torch.stack([torch.tensor(i) for i in range(length)])
    with Count() as whole:
        torch.tensor(list(range(length)))
    print(f"{length} numbers: {comprehension.operations} one by one, {whole.operations} at once")
