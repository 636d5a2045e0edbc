import torch

x = torch.tensor([0, 1, 2, 3])  # (4,)
view = x[1:3]  # (2,)
copy = x[1:3].clone()  # (2,)
view[0] = 70
copy[1] = 80
print("x:   ", x)
print("view:", view)
print("copy:", copy)
