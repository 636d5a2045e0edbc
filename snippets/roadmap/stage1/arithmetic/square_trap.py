import torch

counts = torch.tensor([[1.0, 1.0, 2.0], [3.0, 3.0, 2.0], [5.0, 1.0, 10.0]])  # (3, 3)
wrong = counts / counts.sum(dim=1)  # (3, 3)
right = counts / counts.sum(dim=1, keepdim=True)  # (3, 3)
print("sums of the rows, without keepdim:", wrong.sum(dim=1))
print("sums of the rows, with keepdim:   ", right.sum(dim=1))
