import torch

row = torch.tensor([1, 2, 3])  # (3,)
wide = row.expand(2, 3)  # (2, 3)
wide[0, 0] = 7
print(wide.tolist(), row.tolist())
wide[1] = 9
print(wide.tolist(), row.tolist())
try:
    wide[:, 1] = 8
except RuntimeError as error:
    print(error)
