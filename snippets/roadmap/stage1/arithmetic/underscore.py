import torch

x = torch.zeros(3)  # (3,)
other_name = x
x.add_(1)  # (1)!
x += 1  # (2)!
x[1] = 9
print(other_name.tolist(), other_name is x)

x = x + 1  # (3)!
print(other_name.tolist(), other_name is x)
