import torch

places = torch.tensor([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]])  # (3, 2)
visitors = torch.tensor([[1.0, 1.0], [4.0, 1.0]])  # (2, 2)
steps = visitors.unsqueeze(1) - places  # (2, 3, 2)
squared = (steps**2).sum(dim=-1)  # (2, 3)
print(squared)
print(squared.argmin(dim=1))
