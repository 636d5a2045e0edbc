import torch

matrix = torch.tensor([[36.5, 36.8, 37.2], [36.4, 36.6, 36.9]])  # (2, 3)
print(matrix)
print(matrix.ndim, matrix.shape)
print(matrix[1, 2])
