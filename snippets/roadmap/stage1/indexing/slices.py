import torch

x = torch.tensor([0, 1, 2, 3, 4, 5])  # (6,)
print(x[1:4])
print(x[:4])
print(x[4:])
print(x[::2])
print(x[-1])
print(x[-2:])
