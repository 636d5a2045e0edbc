import torch

x = torch.zeros(3)  # (3,)
x[[0, 2]][0] = 5
print(x)
x[0] = 5
print(x)
