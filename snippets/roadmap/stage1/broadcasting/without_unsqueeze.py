import torch

places = torch.tensor([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]])  # (3, 2)
visitors = torch.tensor([[1.0, 1.0], [4.0, 1.0]])  # (2, 2)
three = visitors[[0, 1, 0]]  # (3, 2)
print("three visitors, with unsqueeze:   ", tuple((three.unsqueeze(1) - places).shape))
print("three visitors, without unsqueeze:", tuple((three - places).shape))
visitors - places
