import torch

x = torch.tensor([[0, 1, 2, 3], [10, 11, 12, 13], [20, 21, 22, 23]])  # (3, 4)
print(x[1].shape)
print(x[1:2].shape)
print(x[:, 2].shape)
print(x[:, 2:3].shape)
print(x[:2, 1:3])
