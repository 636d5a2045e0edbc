import torch

column = torch.tensor([[1.0], [2.0], [0.0], [3.0]])  # (4, 1)
row = torch.tensor([[1.0, 0.0, 2.0, 1.0]])  # (1, 4)
product = column @ row  # (4, 4)
print(product)
print("rank:", torch.linalg.matrix_rank(product).item())
print("numbers:", product.numel(), "against", column.numel() + row.numel())
