import torch

a, b = torch.tensor([1, 2, 3]), torch.tensor([7, 8, 9])  # (3,), (3,)
print(torch.cat([a, b]))
print(torch.stack([a, b]))
print(torch.stack([a, b], dim=1))
