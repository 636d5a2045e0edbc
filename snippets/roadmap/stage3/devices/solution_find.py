import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(3))
        self.std = torch.ones(3)
        self.layers = [nn.Linear(3, 3)]


def find_plain_tensors(model):
    registered = {id(part) for part in [*model.parameters(), *model.buffers(), *model.modules()]}
    found = []
    for path, module in model.named_modules():
        for name, value in vars(module).items():
            parts = value if isinstance(value, (list, tuple)) else [value]
            lost = [part for part in parts if isinstance(part, (torch.Tensor, nn.Module))]
            if any(id(part) not in registered for part in lost):  # (1)!
                found.append(f"{path}.{name}".lstrip("."))
    return found


print(find_plain_tensors(nn.Sequential(nn.Linear(3, 3), Scale())))
print(find_plain_tensors(nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3), nn.LSTM(3, 3))))
