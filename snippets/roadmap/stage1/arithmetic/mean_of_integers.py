import torch

integers = torch.tensor([1, 2, 4])  # (3,)
try:
    integers.mean()
except RuntimeError as error:
    print(error)
print(integers.float().mean())
