import torch

hours = torch.tensor([9, 12, 14])  # (3,)
differences = hours[:, None] - hours[None, :]  # (3, 3)
print(differences)
