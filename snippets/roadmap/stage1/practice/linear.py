import torch

x = torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0], [3.0, 1.0, 0.0], [2.0, 2.0, 2.0]])  # (4, 3)
weight = torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.0, -1.0]])  # (2, 3)
bias = torch.tensor([0.0, 10.0])  # (2,)

y = x @ weight.T + bias  # (4, 2)
print(y)
two_batches = torch.stack([x, 2 * x])  # (2, 4, 3)
print((two_batches @ weight.T + bias).shape)
