import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Reads(TorchDispatchMode):
    count = 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        self.count += function is torch.ops.aten._local_scalar_dense.default
        return function(*args, **(kwargs or {}))


loss = torch.tensor(0.5)  # ()
ways = {
    "loss.item()": lambda: loss.item(),
    "float(loss)": lambda: float(loss),
    "if loss > 1": lambda: bool(loss > 1),
    'f"{loss:.4f}"': lambda: f"{loss:.4f}",
    "loss.detach()": lambda: loss.detach(),
    "loss.shape": lambda: loss.shape,
}
for name, way in ways.items():
    with Reads() as reads:
        way()
    print(f"{name}: {reads.count}")
