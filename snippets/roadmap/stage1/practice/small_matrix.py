import torch

matrix = torch.tensor([[2.0, 1.0], [1.0, 2.0]])  # (2, 2)
print(torch.linalg.det(matrix))
print(matrix @ torch.tensor([1.0, 1.0]))
print(matrix @ torch.tensor([1.0, -1.0]))
