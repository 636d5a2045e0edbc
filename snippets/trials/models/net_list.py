import torch
from torch import nn


class Hidden(nn.Module):
    def __init__(self, container):
        super().__init__()
        self.layers = container([nn.Linear(784, 32), nn.Linear(32, 10)])


for container in (nn.ModuleList, list):
    print(container.__name__, len(list(Hidden(container).parameters())))

torch.optim.SGD(Hidden(list).parameters(), lr=0.1)
