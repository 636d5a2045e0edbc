import torch

large = torch.tensor([16777216, 16777217])  # (2,)
print(large + 0)
print(large + 0.0)
