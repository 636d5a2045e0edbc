import torch

temperatures = torch.tensor([36.5, 38.5, 37.0, 39.0])  # (4,)
mask = temperatures > 38  # (4,)
print(mask)
print(temperatures[mask])
