import torch

torch.manual_seed(1640)
print(torch.rand(3))
print(torch.rand(3))
torch.manual_seed(1640)
print(torch.rand(3))
