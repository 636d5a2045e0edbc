import torch

dice = torch.Generator().manual_seed(1640)
torch.rand(1)  # the same line left behind, on the global dice
print(torch.rand(3, generator=dice))
