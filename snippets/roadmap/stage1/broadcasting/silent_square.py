import torch

predictions = torch.tensor([[1.0], [2.0], [3.0], [4.0]])  # (4, 1)
targets = torch.tensor([1.0, 2.0, 3.0, 4.0])  # (4,)
print(predictions - targets)
print("wrong:", ((predictions - targets) ** 2).mean())
print("right:", ((predictions[:, 0] - targets) ** 2).mean())
