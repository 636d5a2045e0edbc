import torch
from torch._subclasses import FakeTensorMode
from torch.nn import functional as F

operations = {
    "x @ x": lambda x: x @ x,
    "softmax": lambda x: x.softmax(dim=1),
    "sum": lambda x: x.sum(),
    "pow": lambda x: x.pow(2),
    "x * x": lambda x: x * x,
    "mean": lambda x: x.mean(),
    "exp": lambda x: x.exp(),
    "layer_norm": lambda x: F.layer_norm(x, (4,)),
    "relu": lambda x: x.relu(),
}
torch.set_autocast_enabled("cuda", True)  # (1)!
torch.set_autocast_dtype("cuda", torch.float16)
with FakeTensorMode():
    x = torch.empty(4, 4, dtype=torch.float16, device="cuda")  # (4, 4)
    for name, operation in operations.items():
        print(f"{name}: {operation(x).dtype}")
torch.set_autocast_enabled("cuda", False)
