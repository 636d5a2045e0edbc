import torch

points = torch.tensor([[0.0, 0.0], [3.0, 0.0], [3.0, 4.0], [0.0, 4.0]])  # (4, 2)
stalls = torch.tensor([[0.0, 0.0], [3.0, 4.0]])  # (2, 2)

differences = points[:, None] - stalls[None, :]  # (4, 2, 2)
print(differences[2, 0])
distances = (differences**2).sum(dim=-1).sqrt()  # (4, 2)
print(distances)
