import torch


def roll(seed):
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(1, 7, (6,), generator=generator)  # (6,)


board = torch.tensor([[(i + j) % 2 for j in range(8)] for i in range(8)])  # (8, 8)
occupied = torch.zeros_like(board, dtype=torch.bool)  # (8, 8)
ramp = torch.linspace(-1, 1, 5, dtype=torch.float64)  # (5,)

print(board[:2])
print(tuple(occupied.shape), occupied.dtype)
print(ramp)
for seed in (1640, 1640, 7):
    print("seed", seed, "rolls", roll(seed).tolist())
