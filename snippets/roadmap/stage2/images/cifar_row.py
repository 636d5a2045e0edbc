import torch

row = torch.arange(3072)  # (3072,)
image = row.reshape(3, 32, 32)  # (3, 32, 32)
print("pixel in row 0, column 0:", image[:, 0, 0].tolist())
print("pixel in row 0, column 1:", image[:, 0, 1].tolist())
