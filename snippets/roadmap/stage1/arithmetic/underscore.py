import torch

x = torch.zeros(3)  # (3,)
other_name = x
x.add_(1)  # (1)!
x += 1  # (2)!
print(other_name)

x = x + 1  # (3)!
print(other_name, x)
