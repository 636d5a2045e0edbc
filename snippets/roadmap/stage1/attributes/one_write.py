import torch

wide = torch.zeros(1, 3).expand(2, 3)  # (2, 3)
wide[0, 0] = 7
print(wide)
print(wide.stride())
