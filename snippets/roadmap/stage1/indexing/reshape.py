import torch

x = torch.arange(6)  # (6,)
print(x.reshape(2, 3))
print(x.reshape(3, -1))
print(x.reshape(2, 3).flatten())
