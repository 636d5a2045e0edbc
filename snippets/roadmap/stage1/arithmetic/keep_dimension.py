import torch

x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 9.0]])  # (2, 3)
means = x.mean(dim=1, keepdim=True)  # (2, 1)
print(means)
print(x - means)
