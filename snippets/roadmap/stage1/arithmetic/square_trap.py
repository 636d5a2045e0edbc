import torch

counts = torch.tensor([[1.0, 1.0, 2.0], [3.0, 3.0, 2.0], [5.0, 1.0, 10.0]])  # (3, 3)
wrong = counts / counts.sum(dim=1)  # (1)!
right = counts / counts.sum(dim=1, keepdim=True)  # (3, 3)
print("sums of the rows, without keepdim:", wrong.sum(dim=1).tolist())
print("sums of the rows, with keepdim:   ", right.sum(dim=1).tolist())

taller = torch.ones(4, 3)  # (4, 3)
try:
    taller / taller.sum(dim=1)
except RuntimeError as error:
    print(error)
