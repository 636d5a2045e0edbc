import torch

points = torch.tensor([[1, 10], [2, 20], [3, 30]])  # (3, 2)
print(points.T.tolist())
print(points.reshape(2, 3).tolist())
