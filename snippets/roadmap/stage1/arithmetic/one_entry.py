import torch

A = torch.tensor([[1, 2, 3], [4, 5, 6]])  # (2, 3)
B = torch.tensor([[1, 0], [0, 1], [10, 20]])  # (3, 2)
print(A @ B)
print((A[1] * B[:, 0]).sum())  # (1)!

every_pair = A[:, :, None] * B[None]  # (2, 3, 2)
print(torch.equal(every_pair.sum(dim=1), A @ B))  # (2)!
