import torch

generator = torch.Generator().manual_seed(1640)
x = torch.rand(32, 10, generator=generator)  # (32, 10)
weight = torch.rand(5, 10, generator=generator)  # (5, 10)
bias = torch.rand(5, generator=generator)  # (5,)

y = x @ weight.T + bias  # (32, 5)
print(y.shape, torch.allclose(y, torch.nn.functional.linear(x, weight, bias)))

words = torch.rand(32, 7, 10, generator=generator)  # (32, 7, 10)
print((words @ weight.T + bias).shape)  # (1)!
