import torch

a, b = torch.zeros(2, 3), torch.ones(2, 3)  # (2, 3), (2, 3)
print(torch.cat([a, b]).shape, torch.cat([a, b], dim=1).shape)  # (1)!
print(torch.stack([a, b]).shape, torch.stack([a, b], dim=-1).shape)  # (2)!

x = torch.arange(10)  # (10,)
print([part.tolist() for part in x.chunk(4)])  # (3)!
print([part.tolist() for part in x.split(4)])  # four at a time
print([part.tolist() for part in x.split([7, 2, 1])])  # these sizes
print(torch.equal(torch.cat(x.chunk(4)), x))
