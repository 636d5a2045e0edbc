import torch

row = torch.full((3,), -torch.inf)  # (3,)
print("softmax:", row.softmax(dim=0))
print("minus the maximum:", row - row.amax())
print("with -1e9:", torch.full((3,), -1e9).softmax(dim=0))
