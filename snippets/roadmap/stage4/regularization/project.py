import torch

eps = 0.1
x = torch.tensor([0.00, 0.50, 0.95])
moved = torch.tensor([-0.08, 0.74, 1.04])
near = torch.minimum(torch.maximum(moved, x - eps), x + eps)
print("near x  ", [round(value, 2) for value in near.tolist()])
print("in [0,1]", [round(value, 2) for value in near.clamp(0, 1).tolist()])
