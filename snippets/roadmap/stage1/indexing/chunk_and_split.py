import torch

x = torch.arange(10)  # (10,)
print([part.tolist() for part in x.chunk(4)])
print([part.tolist() for part in x.split(4)])
print([part.tolist() for part in x.split([7, 2, 1])])
print(torch.cat(x.chunk(4)).tolist())
