import torch

batches = [torch.tensor([1.0, 1.0, 1.0, 1.0]), torch.tensor([5.0])]
means = torch.stack([batch.mean() for batch in batches])  # (2,)
print(means, means.mean())
print(torch.cat(batches).mean())
