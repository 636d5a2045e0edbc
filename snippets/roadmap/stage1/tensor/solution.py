import torch

batch = torch.tensor([[[0, 1], [2, 3]], [[4, 5], [6, 7]], [[8, 9], [10, 11]]])  # (3, 2, 2)
print(batch.ndim, batch.shape, batch.dtype)
print(batch[1, 0, 1].item())  # (1)!
changed = torch.tensor([[[0, 1], [2, 3]], [[4, 5], [6, 7]], [[8, 9], [10, 11.0]]])  # (3, 2, 2)
print(changed.shape, changed.dtype)
