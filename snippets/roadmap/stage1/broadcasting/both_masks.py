import torch

positions = torch.arange(4)  # (4,)
lengths = torch.tensor([4, 2])  # (2,)
real = positions < lengths[:, None]  # (2, 4)
earlier = positions[None, :] <= positions[:, None]  # (4, 4)
allowed = earlier & real[:, None, :]  # (2, 4, 4)
print(allowed[1].int())
