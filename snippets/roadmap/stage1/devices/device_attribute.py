import torch

x = torch.ones(2, 3)  # (2, 3)
print(x.device)

second = torch.device("cuda:1")
print(second.type, second.index)
