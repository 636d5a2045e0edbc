import torch

print(torch.Tensor.item.__doc__.strip())
