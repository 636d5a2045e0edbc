import torch

generator = torch.Generator().manual_seed(1640)
torch.rand(1)  # the same line left behind, on the global generator
print(torch.rand(3, generator=generator))
