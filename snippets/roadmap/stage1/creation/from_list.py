import torch

heights = torch.tensor([[3, 1], [4, 1], [5, 9]])  # (3, 2)
print(heights)
print(heights.dtype)
