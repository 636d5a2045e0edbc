import torch

large = torch.zeros(1_000_000)  # (1000000,)
small = large[:10]  # (10,)
print(small.nbytes)
print(small.untyped_storage().nbytes())
