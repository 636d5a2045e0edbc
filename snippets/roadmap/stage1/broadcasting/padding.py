import torch

lengths = torch.tensor([4, 2])  # (2,)
real = torch.arange(4) < lengths[:, None]  # (2, 4)
print(real)

scores = torch.zeros(2, 4, 4)  # (2, 4, 4)
masked = scores.masked_fill(~real[:, None, :], -torch.inf)  # (2, 4, 4)
weights = masked.softmax(dim=-1)  # (2, 4, 4)
print(weights[0, 0])
print(weights[1, 0])
