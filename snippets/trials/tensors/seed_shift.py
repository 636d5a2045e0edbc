import torch

torch.manual_seed(1640)
print(torch.rand(3))

torch.manual_seed(1640)
torch.rand(1)  # a line left behind while debugging
print(torch.rand(3))
