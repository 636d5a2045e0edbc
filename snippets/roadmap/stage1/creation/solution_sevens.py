import torch

sevens = torch.arange(7, 64, 7)  # (1)!
points = torch.linspace(7, 63, 9)  # (9,)
print(sevens, sevens.dtype)
print(points, points.dtype)
