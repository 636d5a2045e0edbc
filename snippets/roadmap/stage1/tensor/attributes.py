import torch

floats = torch.tensor([[1.5, 2.0], [3.5, 4.0], [5.0, 6.0]])  # (3, 2)
integers = torch.tensor([1, 2, 3])  # (3,)
print(floats.shape, floats.dtype, floats.device)
print(integers.shape, integers.dtype, integers.device)
