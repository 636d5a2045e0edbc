import torch

x = torch.tensor([[1.0, 0.0, 2.0], [0.0, 1.0, 1.0], [3.0, 1.0, 0.0], [2.0, 2.0, 2.0]])  # (4, 3)
weight = torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.0, -1.0]])  # (2, 3)
bias = torch.tensor([0.0, 10.0])  # (2,)

outputs = [weight @ sample + bias for sample in x]
print(torch.stack(outputs))
