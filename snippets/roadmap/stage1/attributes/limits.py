import torch

limits = torch.iinfo(torch.uint8)
print(limits.min, limits.max)
