import torch

counts = torch.tensor([[3, 1, 2], [0, 5, 4]])  # (1)!
weights = torch.tensor([[0.5, 1.0, 1.5], [2.0, 2.5, 3.0]])  # (2)!
empty_shelf = torch.zeros(2, 3)  # (2, 3)

for tensor in (counts, weights, empty_shelf):
    print(tensor.shape, tensor.dtype, tensor.device)  # (3)!
