import torch

generator = torch.Generator().manual_seed(1640)  # (1)!
print("rand:    ", torch.rand(3, generator=generator))
print("randn:   ", torch.randn(3, generator=generator))
print("randint: ", torch.randint(1, 7, (5,), generator=generator))  # (2)!
print("randperm:", torch.randperm(5, generator=generator))
