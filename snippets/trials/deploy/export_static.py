import torch
from torch import nn

model = nn.Linear(8, 3).eval()
loaded = torch.export.export(model, (torch.rand(4, 8),)).module()  # (1)!
print(tuple(loaded(torch.rand(4, 8)).shape))
loaded(torch.rand(2, 8))
