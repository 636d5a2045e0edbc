import torch

stones = torch.tensor([3, 1, 4])  # (3,)
weights = torch.tensor([[0.5, 1.0], [1.5, 2.0], [2.5, 3.0]])  # (3, 2)
ready = torch.tensor([True, False])  # (2,)
year = torch.tensor(1640)  # ()
mixed = torch.tensor([1, 2.5, True])  # (1)!

for tensor in (stones, weights, ready, year, mixed):
    print(f"{tuple(tensor.shape)!s:7} {tensor.dtype}")
