import torch

a, b = torch.zeros(2, 3), torch.ones(2, 3)  # (2, 3), (2, 3)
print(torch.cat([a, b]).shape)
print(torch.cat([a, b], dim=1).shape)
print(torch.stack([a, b]).shape)
