import torch

x = torch.arange(12).reshape(3, 4)  # (3, 4)
print(x)
print(x[1, 2])  # row 1, column 2: both count from 0
print(x[1])  # a whole row
print(x[:, 1])  # every row, column 1
print(x[-1, -2:])  # last row, last two
print(x[::2, 1:3])  # (1)!

print(x[1].shape, x[1:2].shape)  # (2)!

images = torch.zeros(8, 3, 32, 32)  # (8, 3, 32, 32)
print(images[..., 0].shape)  # (3)!
print(images[:, 0].shape, images[:, None, 0].shape)  # (4)!
